/** By what mistakes are recognised of a decoder of length headers with a limit, an end, and a careful caller. */
import type { Plain } from '@socket-labs/grade'
import { type Happening, pushedBytes, type Sign, type WrongAnswer } from './framing.ts'
import { type Answer, count, itemsOf } from './framing-answer.ts'
import { actsLike, isThrown, wasRefused } from './framing-signs.ts'
import { headerBytes, LengthDecoder, type LengthHabits, lengthIn } from './length-header.ts'
import { type Standing, waitingFrames } from './length-mistakes.ts'

function tooLong(wrong: WrongAnswer, maxPayloadBytes: number): Standing | undefined {
  return waitingFrames(wrong).find(({ lengthBytes }) => lengthBytes > maxPayloadBytes)
}

function isRefusedWrongly({ expected, got }: WrongAnswer): boolean {
  return !isThrown(expected) && 'thrown' in got && got.thrown.code === 'ERR_FRAME_TOO_LONG'
}

/** True when a length had to be refused, for the first time, and was not. */
function isNotRefused(wrong: WrongAnswer): boolean {
  return isThrown(wrong.expected) && !isThrown(wrong.got) && !wasRefused(wrong)
}

export function limitSigns(maxPayloadBytes: number): Sign[] {
  return [
    {
      mistake: 'no-limit',
      isSeen: ({ expected, got }) =>
        isThrown(expected) &&
        itemsOf(got).some((one) => one instanceof Uint8Array && one.length > maxPayloadBytes),
      say: (wrong) =>
        `A frame of ${tooLong(wrong, maxPayloadBytes)?.lengthBytes} bytes was handed over, and ${maxPayloadBytes} are allowed. Whoever sends decides what a header says; how much of it you accept is for you to decide.`,
    },
    {
      mistake: 'loses-good-frames',
      isSeen: (wrong) =>
        isThrown(wrong.got) &&
        tooLong(wrong, maxPayloadBytes) !== undefined &&
        itemsOf(wrong.expected).length > 0,
      say: ({ expected }) =>
        `A header in this read says too much, but ${count(itemsOf(expected).length, 'frame')} in front of it had come whole, and with the error they are lost. Hand over what is complete; the error is thrown by the next call.`,
    },
    {
      mistake: 'claims-memory',
      isSeen: ({ got, happenings }) =>
        'thrown' in got &&
        /^RangeError.*(allocation|Invalid (typed )?array|"size")/.test(got.thrown.words) &&
        pushedBytes(happenings).length < 2 ** 16,
      say: (wrong) => claimsMemory(waitingFrames(wrong).at(-1)?.lengthBytes ?? 0),
    },
  ]
}

/** `habits` are those of the right decoder. */
export function limitSuspects(habits: Partial<LengthHabits> & { maxPayloadBytes: number }): Sign[] {
  const { maxPayloadBytes } = habits
  const like = (wrong: Partial<LengthHabits>) =>
    actsLike(() => new LengthDecoder({ ...habits, ...wrong }))
  const isLong = (one: Happening) => one.do === 'push' && one.bytes.length > maxPayloadBytes
  const refusesFrom = (bytes: number) => like({ maxPayloadBytes: bytes })
  return [
    {
      mistake: 'signed-length',
      isSeen: (wrong) =>
        isNotRefused(wrong) && (tooLong(wrong, maxPayloadBytes)?.lengthBytes ?? 0) >= 2 ** 31,
      say: (wrong) => {
        const lengthBytes = tooLong(wrong, maxPayloadBytes)?.lengthBytes ?? 0
        return `The header says ${lengthBytes} bytes, and that was not refused. Read as a signed number it is ${lengthBytes | 0}, which is below any limit: lengths have no sign. << and | make one, getUint32 and readUInt32BE do not.`
      },
    },
    {
      mistake: 'refuses-late',
      isSeen: (wrong) =>
        isNotRefused(wrong) && (tooLong(wrong, maxPayloadBytes)?.lengthBytes ?? 0) < 2 ** 31,
      say: (wrong) =>
        `The header says ${tooLong(wrong, maxPayloadBytes)?.lengthBytes} bytes, and ${maxPayloadBytes} are allowed. That is known with the header's last byte: whoever waits for the payload keeps what should have been refused.`,
    },
    {
      mistake: 'limit-counts-header',
      isSeen: (wrong) =>
        isRefusedWrongly(wrong) && refusesFrom(maxPayloadBytes - headerBytes)(wrong),
      say: (wrong) => {
        const longest = Math.max(...waitingFrames(wrong).map(({ lengthBytes }) => lengthBytes))
        return `A frame of ${longest} bytes was refused, and ${maxPayloadBytes} are allowed: the limit counts the payload alone, without its header.`
      },
    },
    {
      mistake: 'limit-is-exclusive',
      isSeen: (wrong) => isRefusedWrongly(wrong) && refusesFrom(maxPayloadBytes - 1)(wrong),
      say: () =>
        `A frame of ${maxPayloadBytes} bytes was refused, and so many are allowed: only more than that is too long.`,
    },
    {
      mistake: 'limit-on-reads',
      isSeen: (wrong) =>
        isRefusedWrongly(wrong) &&
        tooLong(wrong, maxPayloadBytes) === undefined &&
        wrong.happenings.findIndex(isLong) === wrong.happenings.length - 1,
      say: () =>
        `No frame here is longer than ${count(maxPayloadBytes, 'byte')}. One read may bring many frames, and together they may be longer: the limit is for each frame alone.`,
    },
  ]
}

export function claimsMemory(lengthBytes: number): string {
  return `A header said ${lengthBytes} bytes, and memory for all of them was asked for at once. Only a few have come, and perhaps no more do: four bytes from anybody must not cost you gigabytes. Memory follows what has come.`
}

interface Ending {
  end: 'clean' | 'truncated'
  missingBytes: number
}

/** What a right decoder says at the end, of the bytes that wait. */
export function endOf(waiting: Uint8Array): Plain {
  if (waiting.length === 0) return { end: 'clean', missingBytes: 0 }
  const isHeaderCut = waiting.length < headerBytes
  const wanted = isHeaderCut ? headerBytes : headerBytes + lengthIn(waiting)
  return { end: 'truncated', missingBytes: wanted - waiting.length }
}

/** `clean`, `truncated, 3 bytes missing`; undefined where it is something else. */
export function sayEnding(value: Plain): string | undefined {
  const { end, missingBytes } = (value ?? {}) as Partial<Ending>
  if (typeof end !== 'string' || typeof missingBytes !== 'number') return undefined
  return end === 'clean' && missingBytes === 0
    ? 'clean'
    : `${end}, ${count(missingBytes, 'byte')} missing`
}

function endingOf(answer: Answer): Partial<Ending> {
  const value = 'value' in answer ? answer.value : undefined
  return typeof value === 'object' && value !== null ? (value as Partial<Ending>) : {}
}

/** What has come of the frame that was cut off, in words. */
function sayCut(wrong: WrongAnswer): string {
  const frame = waitingFrames(wrong).at(-1)
  if (!frame) return 'no byte has come behind the last whole frame'
  if (frame.header.length < headerBytes) {
    return `${frame.header.length} of a header's ${headerBytes} bytes ${frame.header.length === 1 ? 'has' : 'have'} come`
  }
  const { lengthBytes, payload } = frame
  return `a header says ${count(lengthBytes, 'byte')}, and ${payload.length} of the payload ${payload.length === 1 ? 'has' : 'have'} come`
}

/** True where `end` was to say how the stream ended. */
function isEnd({ happenings, expected }: WrongAnswer): boolean {
  return happenings.at(-1)?.do === 'end' && !isThrown(expected)
}

export const endSigns: readonly Sign[] = [
  {
    mistake: 'end-says-clean',
    isSeen: (wrong) =>
      isEnd(wrong) &&
      endingOf(wrong.expected).end === 'truncated' &&
      endingOf(wrong.got).end === 'clean',
    say: (wrong) =>
      `The stream ended within a frame: ${sayCut(wrong)}. Whoever takes that for a clean end never hears that something is missing.`,
  },
  {
    mistake: 'end-says-truncated',
    isSeen: (wrong) =>
      isEnd(wrong) &&
      endingOf(wrong.expected).end === 'clean' &&
      endingOf(wrong.got).end === 'truncated',
    say: () =>
      'The stream ended between two frames, and nothing is missing: before the first byte of a header no frame has begun.',
  },
  {
    mistake: 'end-counts-what-came',
    isSeen: (wrong) => {
      const frame = waitingFrames(wrong).at(-1)
      const came = (frame?.header.length ?? 0) + (frame?.payload.length ?? 0)
      return isEnd(wrong) && frame !== undefined && endingOf(wrong.got).missingBytes === came
    },
    say: (wrong) =>
      `missingBytes counts what came of the last frame. It is to count what did not: ${sayCut(wrong)}.`,
  },
  {
    mistake: 'end-miscounts',
    isSeen: (wrong) => isEnd(wrong) && endingOf(wrong.got).missingBytes !== undefined,
    say: (wrong) =>
      `That many bytes are not missing: ${sayCut(wrong)}. Of a header that is cut only its own ${headerBytes} bytes can be counted, for nobody knows what it would have said.`,
  },
]
