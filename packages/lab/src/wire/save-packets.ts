import { writeFileSync } from 'node:fs'
import type { TraceRecord } from '@socket-labs/trace'
import { epochNs, pcapngInterface, pcapngPacket, pcapngSection } from '@socket-labs/wire'
import { bytesOf } from '../runner/record-bytes.ts'
import type { Run } from '../runner/run.ts'
import type { DamagedByte } from './packet-records.ts'

/** What stands in the file of one packet: it is there twice, as it was sent and as it arrived. */
interface Captured {
  atMs: number
  /** 0: seen at the client's interface; 1: at the server's. */
  interfaceNo: number
  direction: 'inbound' | 'outbound'
  bytes: Uint8Array
  originalBytes: number
  comments: string[]
}

/**
 * Writes the packets of these runs as a pcapng file, a section for each run. Every packet stands there at
 * its sender's interface when it was sent, and at the receiver's when it arrived, if it did; a comment
 * says what became of it. False when there is nothing to write, or it cannot be written: that is told.
 */
export function savePackets(
  runs: readonly Run[],
  file: string,
  tell: (text: string) => void,
): boolean {
  const sections = runs.map(sectionOf).filter((section) => section !== undefined)
  if (sections.length === 0) {
    tell(
      '--pcapng: no packet was seen. They are seen on the wire alone; on loopback the kernel shows none.',
    )
    return false
  }
  try {
    writeFileSync(file, Buffer.concat(sections.flatMap(({ blocks }) => blocks)))
  } catch (error) {
    tell(`--pcapng: ${file} could not be written: ${(error as Error).message}`)
    return false
  }
  const count = sections.reduce((sum, { packets }) => sum + packets, 0)
  tell(`${file}: ${count} packets, each as it was sent and, where it did, as it arrived`)
  return true
}

function sectionOf(run: Run): { packets: number; blocks: Uint8Array[] } | undefined {
  const packets = run.records.filter(isPacket)
  if (packets.length === 0) return undefined
  const started = run.records.find(({ kind }) => kind === 'run.started')
  const startedMs = Date.parse(String(started?.startedAt))
  const captured = packets.flatMap((record) => capturesOf(run, record))
  captured.sort((a, b) => a.atMs - b.atMs)
  const blocks = [
    pcapngSection({ application: 'socket-labs', comments: [`run ${run.run}`] }),
    pcapngInterface({ name: 'client', description: 'the wire, at the client' }),
    pcapngInterface({ name: 'server', description: 'the wire, at the server' }),
    ...captured.map(({ atMs, ...packet }) =>
      pcapngPacket({ ...packet, atNs: epochNs(startedMs, atMs) }),
    ),
  ]
  return { packets: packets.length, blocks }
}

function isPacket({ at, packetNo, bytesRef }: TraceRecord): boolean {
  return at === 'wire' && typeof packetNo === 'number' && bytesRef !== undefined
}

function capturesOf(run: Run, record: TraceRecord): Captured[] {
  const sent = bytesOf(run, record)
  const originalBytes = Number(record.originalBytes)
  const here = record.sender === 'client' ? 0 : 1
  const comments = commentsOf(record)
  const leaving = { atMs: record.tMs, interfaceNo: here, direction: 'outbound' } as const
  const arrivals = [record.arrivedMs, record.copyArrivedMs].filter((ms) => ms !== undefined)
  const arrived = damaged(sent, record.damage as DamagedByte[] | undefined)
  return [
    { ...leaving, bytes: sent, originalBytes, comments },
    ...arrivals.map((ms, i) => ({
      atMs: Number(ms),
      interfaceNo: 1 - here,
      direction: 'inbound' as const,
      bytes: arrived,
      originalBytes,
      comments: i === 1 ? [...comments, 'the second arrival'] : comments,
    })),
  ]
}

function damaged(sent: Uint8Array, damage: readonly DamagedByte[] = []): Uint8Array {
  // A copy: the slice of a Buffer is a view.
  const arrived = Uint8Array.from(sent)
  for (const { at, is } of damage) if (at < arrived.length) arrived[at] = is
  return arrived
}

const causes: Record<string, string> = {
  loss: 'lost on the way',
  queue: 'dropped: the queue was full',
}

function commentsOf({
  packetNo,
  fate,
  cause,
  rule,
  retransmissionOf,
  heldMs,
}: TraceRecord): string[] {
  const why = rule !== undefined ? `rule: ${rule}` : causes[String(cause)]
  const said = [
    `packet ${packetNo}: ${fate}${why ? `, ${why}` : ''}`,
    heldMs !== undefined && `held ${heldMs} ms`,
    retransmissionOf !== undefined && `a retransmission of packet ${retransmissionOf}`,
  ]
  return said.filter((text) => text !== false)
}
