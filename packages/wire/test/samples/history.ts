import { emitPacket, printPacket, SegmentHistory, sightOf, tcpPacket } from '@socket-labs/wire'

const from = { address: '10.1.0.1', port: 40000 }
const to = { address: '10.1.0.2', port: 80 }
const payload = new Uint8Array(100)
const sent = [
  emitPacket(tcpPacket({ from, to, flags: ['SYN'], seqNo: 4_000_000_000 })),
  emitPacket(tcpPacket({ from, to, flags: ['ACK'], seqNo: 4_000_000_001, payload })),
  emitPacket(tcpPacket({ from, to, flags: ['ACK'], seqNo: 4_000_000_001, payload })),
]

const history = new SegmentHistory()
for (const [i, bytes] of sent.entries()) {
  const sight = sightOf(bytes)
  if (sight) console.log(printPacket(bytes, { relative: history.see(sight, i + 1) }))
}
