/** By what the mistakes of a decoder of length headers are recognised. */
import { firstDifference, type Plain } from '@socket-labs/grade'
import { bytesOf, pushedBytes, type Sign, type WrongAnswer } from './framing.ts'
import { itemsOf } from './framing-answer.ts'
import { actsLike, firstWrongItem, isHandedTwice, isThrown } from './framing-signs.ts'
import { headerBytes, LengthDecoder, type LengthHabits, lengthIn } from './length-header.ts'

/** A frame as it stands in the bytes that were pushed, whole or not. */
export interface Standing {
  header: Uint8Array
  /** As far as it has come. */
  payload: Uint8Array
  lengthBytes: number
}

/** All frames that have begun, in order; of the last one perhaps not even the whole header is there. */
function framesIn(stream: Uint8Array): Standing[] {
  const frames: Standing[] = []
  for (let at = 0; at < stream.length; ) {
    const header = stream.slice(at, at + headerBytes)
    const lengthBytes = header.length < headerBytes ? 0 : lengthIn(header)
    const toByte = at + headerBytes + lengthBytes
    frames.push({ header, lengthBytes, payload: stream.slice(at + headerBytes, toByte) })
    at = toByte
  }
  return frames
}

/** Of the frames those that this push brought to their end, and those behind them. */
export function waitingFrames({ happenings }: WrongAnswer): Standing[] {
  const before = framesIn(pushedBytes(happenings.slice(0, -1)))
  return framesIn(pushedBytes(happenings)).slice(before.filter(isWhole).length)
}

/** The frame that should have been handed over, or was next to come, where the answer goes wrong. */
function frameAtFault(wrong: WrongAnswer): Standing | undefined {
  return waitingFrames(wrong)[firstWrongItem(wrong)]
}

function isWhole({ header, payload, lengthBytes }: Standing): boolean {
  return header.length === headerBytes && payload.length === lengthBytes
}

/** How many bytes wait behind the last frame that is whole. */
export function waitingBytes(wrong: WrongAnswer): number {
  const last = framesIn(pushedBytes(wrong.happenings)).at(-1)
  return last === undefined || isWhole(last) ? 0 : last.header.length + last.payload.length
}

/** The item that was handed over where another one should stand, or none. */
export function handedAtFault(wrong: WrongAnswer): Uint8Array | undefined {
  const handed: Plain | undefined = itemsOf(wrong.got)[firstWrongItem(wrong)]
  return handed instanceof Uint8Array ? handed : undefined
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return firstDifference(one, other) === undefined
}

function sayLength(header: Uint8Array): string {
  return Buffer.from(header).toString('hex').replace(/../g, '$& ').trim()
}

function sayOf(say: (frame: Standing) => string) {
  return (wrong: WrongAnswer) => say(frameAtFault(wrong) as Standing)
}

export const lengthSigns: readonly Sign[] = [
  {
    mistake: 'header-read-early',
    isSeen: (wrong) => {
      if (waitingBytes(wrong) >= headerBytes) return false
      if ('thrown' in wrong.got) return /^RangeError/.test(wrong.got.thrown.words)
      const hasMore = itemsOf(wrong.got).length > itemsOf(wrong.expected).length
      return hasMore && waitingBytes(wrong) > 0 && !isHandedTwice(wrong)
    },
    say: (wrong) =>
      `The length was read before all four of its bytes had arrived: there ${waitingBytes(wrong) === 1 ? 'is 1' : `are ${waitingBytes(wrong)}`}. The header can be cut too.`,
  },
  {
    mistake: 'half-frame',
    isSeen: (wrong) => {
      const handed = handedAtFault(wrong)
      const frame = frameAtFault(wrong)
      if (
        isThrown(wrong.expected) ||
        !handed ||
        !frame ||
        isWhole(frame) ||
        frame.header.length < headerBytes
      )
        return false
      return isSame(handed, frame.payload)
    },
    say: sayOf(
      ({ payload, lengthBytes }) =>
        `A part of a frame was handed over: ${payload.length} of its ${lengthBytes} bytes had come (half packets, 半包). A frame takes 4 bytes for its header and ${lengthBytes} more, and slice and subarray do not complain when there are fewer.`,
    ),
  },
  {
    mistake: 'header-in-frame',
    isSeen: (wrong) => {
      const [handed, frame] = [handedAtFault(wrong), frameAtFault(wrong)]
      return (
        handed !== undefined &&
        frame !== undefined &&
        isSame(handed, bytesOf(frame.header, frame.payload))
      )
    },
    say: () =>
      'The header was handed over with the frame. It is the way there, and no part of what was sent: the payload begins behind its four bytes.',
  },
]

/** `habits` are those of the exercise's right decoder. */
export function lengthSuspects(habits: Partial<LengthHabits> = {}): Sign[] {
  const like = (wrong: Partial<LengthHabits>) =>
    actsLike(() => new LengthDecoder({ ...habits, ...wrong }))
  const lengthLike = (lengthOf: LengthHabits['lengthOf']) => like({ lengthOf })
  return [
    {
      mistake: 'if-not-while',
      isSeen: like({ mostFramesPerPush: 1 }),
      say: ({ expected }) =>
        `${itemsOf(expected).length} frames had come whole, and the first alone was handed over. The next one stays until more bytes come, and perhaps none do: go on for as long as a whole frame is there.`,
    },
    {
      mistake: 'empty-frame-waits',
      isSeen: like({
        isWhole: (waiting, length) => waiting > headerBytes && waiting >= headerBytes + length,
      }),
      say: () =>
        'The frame without bytes was not handed over. It is whole as soon as its header is, 00 00 00 00: with exactly 4 bytes nothing is missing.',
    },
    {
      mistake: 'waits-for-one-more',
      isSeen: like({ isWhole: (waiting, length) => waiting > headerBytes + length }),
      say: sayOf(
        ({ lengthBytes }) =>
          `With this read the last byte of the frame has come, and it still waits. A frame is whole with ${headerBytes} + ${lengthBytes} bytes, not with one more: >= instead of >.`,
      ),
    },
    {
      mistake: 'forgets-the-rest',
      isSeen: (wrong) =>
        like({ rest: 'lost' })(wrong) || like({ rest: 'lost behind a frame' })(wrong),
      say: () =>
        'What was left over after an earlier read is gone. It was the beginning of this frame, and TCP does not bring it again: what is in no whole frame yet has to be kept for the next push.',
    },
    {
      mistake: 'length-counts-header',
      isSeen: lengthLike((header) => Math.max(0, lengthIn(header) - headerBytes)),
      say: sayOf(
        ({ header, lengthBytes }) =>
          `The length ${sayLength(header)} was taken as that of the whole frame. It does not count its own four bytes: ${lengthBytes} follow them.`,
      ),
    },
    {
      mistake: 'little-endian',
      isSeen: lengthLike((header) => new DataView(header.buffer).getUint32(0, true)),
      say: sayOf(
        ({ header, lengthBytes }) =>
          `The length ${sayLength(header)} was read from the wrong end. In network byte order the first byte weighs most: it is ${lengthBytes}.`,
      ),
    },
    {
      mistake: 'one-byte-length',
      isSeen: lengthLike((header) => header[3] as number),
      say: sayOf(
        ({ header, lengthBytes }) =>
          `The length ${sayLength(header)} was taken for ${header[3]}: its last byte alone was read. All four belong to it, and make ${lengthBytes}.`,
      ),
    },
    {
      mistake: 'two-byte-length',
      isSeen: lengthLike((header) => (header[2] as number) * 256 + (header[3] as number)),
      say: sayOf(
        ({ header, lengthBytes }) =>
          `The length ${sayLength(header)} was taken for ${lengthBytes % 65536}: its last two bytes alone were read. All four belong to it, and make ${lengthBytes}.`,
      ),
    },
  ]
}
