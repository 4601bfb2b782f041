import { driveVirtually, Path, seededRandom, VirtualClock } from '@socket-labs/path'
import { emitPacket, tcpPacket } from '@socket-labs/wire'

const clock = new VirtualClock()
const link = { delayMs: 20, rateBitsPerSec: 20e6, queueBytes: 100_000 }
const path = new Path({ client: link, server: link, random: seededRandom(4211) })
const tell = driveVirtually(clock, path, (effect, nowMs) => {
  if (effect.kind === 'deliver-packet') console.log(`${nowMs} ms: ${effect.packetNo} arrives`)
  else if (effect.kind === 'tell-fate')
    console.log(`${nowMs} ms: ${effect.packetNo} ${effect.fate}`)
})

tell({ kind: 'rule-added', id: 'a', rule: 'drop the 2nd data segment from client' })
for (const seqNo of [1, 1001, 2001]) {
  const ends = {
    from: { address: '10.1.0.1', port: 40000 },
    to: { address: '10.1.0.2', port: 80 },
  }
  const segment = tcpPacket({ ...ends, seqNo, flags: ['ACK'], payload: new Uint8Array(1000) })
  tell({ kind: 'packet-sent', from: 'client', packet: emitPacket(segment) })
}
clock.run()
