import { decide, select, sumBytes, type TraceRecord, type Verdict } from '@socket-labs/trace'
import { type Attack, attacks, maxFrameBytes } from './frame-9-attacks.ts'

const mib = 2 ** 20

/** What the records say of frame-9: every attack got its error, cost little, and hurt nobody else. */
export function judgeBounds(records: readonly TraceRecord[]): Verdict[] {
  const notes = select(records, { kind: 'note' })
  const believed = notes.find((note) => note.attack === 'believed')
  const stories = attacks.map((attack) =>
    storyOf(
      records,
      attack,
      notes.find((note) => note.attack === attack.attack),
    ),
  )
  const skips = select(records, { kind: 'frame.broken', at: 'server' })
    .filter((broken) => Number(broken.skippedBytes) > 0)
    .map((broken) => skipOf(records, broken))
  const believedBytes = Number(believed?.grownBytes)
  const heldBytes = Math.max(...stories.map((story) => story.heldBytes))
  return [
    decide(
      {
        id: 'frame-9',
        truth: 'K',
        expected:
          'each attack ends with its own error, costs no more memory than a frame may have, and a polite client is served meanwhile; a frame that is too long is skipped to the byte',
      },
      [
        believed,
        ...stories.flatMap((story) => story.evidence),
        ...skips.flatMap((s) => s.evidence),
      ],
      believedBytes > 60 * mib &&
        stories.every((story) => story.isHarmless) &&
        skips.length === 2 &&
        skips.every((skip) => skip.isExact),
      `trusting: 4 bytes took ${(believedBytes / mib).toFixed(0)} MiB; ` +
        `${stories.filter((story) => story.isHarmless).length} of ${attacks.length} attacks refused, ` +
        `at most ${heldBytes} bytes held, the polite client answered each time; ` +
        `skipped exactly ${skips.map((skip) => skip.skippedBytes).join(' and ')} bytes`,
    ),
  ]
}

/** One attack: its first byte was read, it got its error, its connection ended; another client got its answer. */
function storyOf(records: readonly TraceRecord[], attack: Attack, measured?: TraceRecord) {
  const accepted = select(records, { kind: 'socket.accept', at: 'server' }).find(
    (one) => measured !== undefined && one.remote === measured.attacker,
  )
  const conn = accepted?.conn ?? 'none'
  const reads = select(records, { kind: 'socket.data', at: 'server', conn })
  const [broken] = select(records, { kind: 'frame.broken', at: 'server', conn })
  const [closed] = select(records, { kind: 'socket.close', at: 'server', conn })
  // The slow sender is still at it when the other client is answered; the rest are out at once.
  const last = attack.code === 'frame-too-slow' ? broken : measured
  const answer = select(records, { kind: 'frame.decoded', at: 'client' }).find(
    (frame) =>
      frame.conn !== conn &&
      frame.tMs >= (reads[0]?.tMs ?? Number.POSITIVE_INFINITY) &&
      frame.tMs <= (last?.tMs ?? 0),
  )
  const heldBytes = Number(measured?.heldBytes)
  const isCheap = heldBytes <= sumBytes(reads) && heldBytes <= maxFrameBytes && isSmall(measured)
  return {
    heldBytes,
    isHarmless: broken?.code === attack.code && isCheap,
    evidence: [reads[0], broken, closed, answer, measured],
  }
}

/** Reads leave buffers behind until they are collected: far less than any claim. */
function isSmall(measured: TraceRecord | undefined): boolean {
  return Number(measured?.grownBytes) < 16 * mib
}

/** A frame that was too long, between two that arrived: its size is what was skipped. */
function skipOf(records: readonly TraceRecord[], broken: TraceRecord) {
  const conn = broken.conn ?? 'none'
  const [before, long, after] = select(records, { kind: 'frame.sent', at: 'client', conn })
  const decoded = select(records, { kind: 'frame.decoded', at: 'server', conn })
  const skippedBytes = Number(broken.skippedBytes)
  const isExact =
    skippedBytes === Number(long?.toByte) - Number(long?.fromByte) &&
    broken.atByte === long?.fromByte &&
    decoded.map((frame) => frame.fromByte).join() === [before, after].map((f) => f?.fromByte).join()
  return { skippedBytes, isExact, evidence: [long, broken, ...decoded] }
}
