import { emitPacket, packetFields, parsePacket, sightOf, tcpPacket } from '@socket-labs/wire'
import type { Figure } from '../run.ts'

const forMs = 500
const at = { address: '10.1.0.1', port: 40_000 }
const to = { address: '10.1.0.2', port: 80 }

/** A full data segment with timestamps, and a pure ACK: what most of a transfer is made of. */
export function headerFigures(): Figure[] {
  const segment = tcpPacket({
    from: at,
    to,
    flags: ['ACK'],
    seqNo: 1,
    ackNo: 1,
    window: 502,
    options: [{ kind: 'nop' }, { kind: 'nop' }, { kind: 'timestamps', value: 1, echo: 1 }],
    payload: new Uint8Array(1448),
  })
  const bytes = emitPacket(segment)
  const works: [string, () => unknown][] = [
    ['a look at the headers', () => sightOf(bytes)],
    ['parse, 1 500 bytes', () => parsePacket(bytes)],
    ['emit with both checksums, 1 500 bytes', () => emitPacket(segment)],
    ['field by field, checksums verified', () => packetFields(bytes)],
  ]
  return works.map(([what, work]) => ({ what, value: perSec(work), unit: 'packets/s' }))
}

function perSec(work: () => unknown): number {
  for (let i = 0; i < 2000; i++) work()
  const startedMs = performance.now()
  let done = 0
  while (performance.now() - startedMs < forMs) {
    for (let i = 0; i < 200; i++) work()
    done += 200
  }
  return (done * 1000) / (performance.now() - startedMs)
}
