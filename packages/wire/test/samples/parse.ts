import { emitPacket, parsePacket, printPacket, tcpPacket } from '@socket-labs/wire'

const syn = tcpPacket({
  from: { address: '10.1.0.1', port: 40000 },
  to: { address: '10.1.0.2', port: 80 },
  flags: ['SYN'],
  seqNo: 1000,
  window: 64240,
  options: [{ kind: 'mss', mssBytes: 1460 }, { kind: 'sack-permitted' }],
})
const bytes = emitPacket(syn)
console.log(`${bytes.length} bytes: ${printPacket(bytes)}`)

const parsed = parsePacket(bytes.subarray(0, 43))
if (!parsed.ok) console.log(`${parsed.broken.code}: ${parsed.broken.message}`)
