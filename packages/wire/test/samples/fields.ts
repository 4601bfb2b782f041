import { emitPacket, packetFields, udpPacket } from '@socket-labs/wire'

const from = { address: 'fd00:1::1', port: 40000 }
const to = { address: 'fd00:1::2', port: 53 }
const bytes = emitPacket(udpPacket({ from, to, payload: new Uint8Array(12) }))
for (const { from, to, name, value, source } of packetFields(bytes).slice(-5)) {
  console.log(`${from}-${to} ${name}: ${value} (${source})`)
}
