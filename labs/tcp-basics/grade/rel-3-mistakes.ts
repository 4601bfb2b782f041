import type { Failure } from '@socket-labs/grade'
import type { Acknowledged, Range, ReceiverModel } from './rel-3-model.ts'

export type Mistake = Pick<Failure, 'sentence' | 'mistake'>

/** A segment came, and the answer to it is not the one expected. */
export interface WrongAnswer {
  segment: Range
  /** How it stood before the segment came, and after. */
  before: ReceiverModel
  after: ReceiverModel
  expected: Acknowledged
  got: Acknowledged
  /** The value of the stream's byte with this number. */
  byteAt(no: number): number
}

interface Sign {
  mistake: string
  isSeen(wrong: WrongAnswer): boolean
  say(wrong: WrongAnswer): string
}

export function explainAnswer(wrong: WrongAnswer): Mistake {
  const { expected, got } = wrong
  const lowOrSame = got.ackNo < expected.ackNo ? tooLow : otherWindow
  const signs = got.ackNo > expected.ackNo ? tooHigh : lowOrSame
  const sign = signs.find((one) => one.isSeen(wrong)) as Sign
  return { sentence: sign.say(wrong), mistake: sign.mistake }
}

/** `byte 3`, `bytes 3 to 5`. */
export function sayNumbers(fromNo: number, toNo: number): string {
  return toNo - fromNo === 1 ? `byte ${fromNo}` : `bytes ${fromNo} to ${toNo - 1}`
}

function sayRange({ seqNo, byteCount }: Range): string {
  return byteCount === 1 ? `the segment ${seqNo}` : `the segment ${seqNo}..${seqNo + byteCount - 1}`
}

function sayCount(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes} bytes`
}

/** How many of a segment's bytes had come in order before it. */
function oldBytes(before: ReceiverModel, segment: Range): number {
  return Math.min(before.nextNo, afterOf(segment)) - segment.seqNo
}

function sayOld(before: ReceiverModel, segment: Range): string {
  return sayNumbers(segment.seqNo, Math.min(before.nextNo, afterOf(segment)))
}

function afterOf({ seqNo, byteCount }: Range): number {
  return seqNo + byteCount
}

/** True when the next byte wanted has come, but only while it lay beyond the window. */
function wasBeyond({ before, expected }: WrongAnswer): boolean {
  return before.droppedBeyond.has(expected.ackNo)
}

/** True when the answer is as far on as if all bytes of the segment had been new. */
function isCountedWhole({ before, segment, got }: WrongAnswer): boolean {
  return oldBytes(before, segment) > 0 && got.ackNo >= before.nextNo + segment.byteCount
}

/** Where a mistake is known by what was seen, the first sign that fits names it. */
const tooHigh: Sign[] = [
  {
    mistake: 'repeated-end',
    isSeen: ({ before, segment }) => before.hasEnded && segment.isLast,
    say: ({ expected }) =>
      `The last segment came again, and the end of the stream was acknowledged again. It takes one number, once: ${expected.ackNo} stays ${expected.ackNo} however often that segment comes.`,
  },
  {
    mistake: 'early-end',
    isSeen: ({ after, expected, got }) =>
      // With one byte missing, the number of that byte may have been meant.
      after.endNo !== undefined &&
      after.endNo > expected.ackNo + 1 &&
      got.ackNo === expected.ackNo + 1,
    say: ({ expected }) =>
      `The end was acknowledged as soon as it was seen, but byte ${expected.ackNo} before it has not come.`,
  },
  {
    mistake: 'keeps-what-is-beyond',
    isSeen: (wrong) => wasBeyond(wrong) && !isCountedWhole(wrong),
    say: ({ expected, before }) =>
      `Byte ${expected.ackNo} has come only while it lay beyond the window, where there was no room for it. It was kept all the same: memory then follows what the network sends, and not capacityBytes (${before.capacityBytes}).`,
  },
  {
    mistake: 'over-a-hole',
    isSeen: ({ segment, expected }) => segment.seqNo > expected.ackNo,
    say: ({ expected, got }) =>
      `${got.ackNo} says that every byte before it has come, but byte ${expected.ackNo} has not. The sender would never send it again: what waits behind a hole is kept, and not acknowledged.`,
  },
  {
    mistake: 'counts-twice',
    isSeen: (wrong) => isCountedWhole(wrong) && !wasBeyond(wrong),
    say: ({ before, segment }) =>
      `The whole length of the segment was counted, but ${sayOld(before, segment)} had come before: each byte counts once.`,
  },
  {
    mistake: 'beyond-the-window',
    isSeen: ({ before, got, segment }) =>
      got.ackNo > before.edgeNo && afterOf(segment) > before.edgeNo,
    say: ({ before }) =>
      `Byte ${before.edgeNo} was acknowledged, but the window ended there: there was no room for it in the memory (capacityBytes is ${before.capacityBytes}).`,
  },
  {
    mistake: 'ack-too-high',
    isSeen: () => true,
    say: ({ expected, got }) =>
      `${got.ackNo} says that every byte before it has come, but ${expected.ackNo} is the next one wanted.`,
  },
]

/** True when this very segment brings the byte, and brings it first. */
function brings(no: number, { segment, before }: WrongAnswer): boolean {
  return no >= segment.seqNo && no < afterOf(segment) && no >= before.nextNo
}

const tooLow: Sign[] = [
  {
    mistake: 'end-not-counted',
    isSeen: ({ after, got }) => after.hasEnded && got.ackNo === after.endNo,
    say: ({ before, after }) =>
      before.endNo === undefined || before.hasEnded
        ? `Every byte has come, and the end too, but the end was not acknowledged: it takes a number of its own, ${after.endNo}.`
        : `The end came before the bytes in front of it, and was forgotten. Now that all of them are there it counts: it takes a number of its own, ${after.endNo}.`,
  },
  {
    mistake: 'zero-is-no-hole',
    isSeen: (wrong) =>
      brings(wrong.got.ackNo, wrong) &&
      wrong.byteAt(wrong.got.ackNo) === 0 &&
      !wrong.before.empty.has(wrong.got.ackNo),
    say: ({ got }) =>
      `It goes on wanting byte ${got.ackNo}, which has come. Its value is 0, and 0 is a byte like any other: it does not mean that the place is empty.`,
  },
  {
    mistake: 'empty-hides',
    isSeen: (wrong) =>
      brings(wrong.got.ackNo, wrong) &&
      wrong.segment.seqNo === wrong.got.ackNo &&
      wrong.before.empty.has(wrong.got.ackNo) &&
      wrong.byteAt(wrong.got.ackNo) !== 0,
    say: ({ got }) =>
      `An empty segment with number ${got.ackNo} had come first, and then byte ${got.ackNo} itself was not taken. A segment without bytes says nothing about the byte with its number.`,
  },
  {
    mistake: 'drops-partly-old',
    isSeen: (wrong) => brings(wrong.got.ackNo, wrong) && oldBytes(wrong.before, wrong.segment) > 0,
    say: ({ before, segment }) =>
      `The segment begins with ${sayOld(before, segment)}, which had come before, so all of it was dropped. Its other bytes are new, and wanted.`,
  },
  {
    mistake: 'drops-partly-beyond',
    isSeen: (wrong) =>
      brings(wrong.got.ackNo, wrong) && afterOf(wrong.segment) > wrong.before.edgeNo,
    say: ({ before, segment, got }) =>
      `The segment reaches beyond the window, which ended at ${before.edgeNo}. Only the part beyond has no room: ${sayNumbers(got.ackNo, Math.min(before.edgeNo, afterOf(segment)))} lay inside, and had to be kept.`,
  },
  {
    mistake: 'repeats-take-room',
    isSeen: ({ before, segment, got }) =>
      before.waitingWithRepeats + segment.byteCount > before.capacityBytes &&
      before.waitingWithRepeats > before.waiting.size &&
      // It did keep what waited before that one.
      before.waiting.has(got.ackNo) &&
      before.waiting.has(got.ackNo - 1),
    say: ({ before, got }) =>
      `Byte ${got.ackNo} has come, inside the window, and was not kept. ${before.waitingWithRepeats} bytes had come to wait behind the hole, but only ${before.waiting.size} different ones: a byte that comes again takes no room again.`,
  },
  {
    mistake: 'forgets-what-waits',
    isSeen: ({ before, got }) => before.waiting.has(got.ackNo),
    say: ({ before, got }) =>
      `Byte ${got.ackNo} had come already, with ${sayRange(before.waiting.get(got.ackNo) as Range)}, and lay inside the window. The hole before it is filled now: what waits behind it must have been kept.`,
  },
  {
    mistake: 'drops-what-is-wanted',
    isSeen: (wrong) => brings(wrong.got.ackNo, wrong),
    say: ({ got }) =>
      `Byte ${got.ackNo} came with this very segment, inside the window, and was not kept.`,
  },
  {
    mistake: 'ack-too-low',
    isSeen: () => true,
    say: ({ got, expected }) =>
      `${got.ackNo} asks for what was acknowledged before; ${expected.ackNo} is the next one wanted.`,
  },
]

const otherWindow: Sign[] = [
  {
    mistake: 'window-less-waiting',
    isSeen: ({ after, expected, got }) =>
      after.waiting.size > 0 && got.windowBytes === expected.windowBytes - after.waiting.size,
    say: ({ after }) =>
      `What waits behind the hole (${sayCount(after.waiting.size)}) was taken off the window. The places for it lie inside the window already: the sender counts from ackNo.`,
  },
  {
    mistake: 'takes-room-twice',
    isSeen: ({ before, segment, expected, got }) =>
      oldBytes(before, segment) > 0 &&
      got.windowBytes === expected.windowBytes - oldBytes(before, segment),
    say: ({ before, segment }) =>
      `The window shrank for the whole length of the segment, but ${sayOld(before, segment)} had come before, and takes no room again.`,
  },
  {
    mistake: 'window-is-capacity',
    isSeen: ({ before, got }) => got.windowBytes === before.capacityBytes,
    say: ({ after }) =>
      `Of the memory ${sayCount(after.nextNo - after.readNo)} must wait for the application to read, and there is no other room. A sender that trusts this window sends what must be dropped.`,
  },
  {
    mistake: 'wrong-window',
    isSeen: () => true,
    say: ({ after }) =>
      `windowBytes is capacityBytes (${after.capacityBytes}) less what is ready to be read (${after.nextNo - after.readNo}).`,
  },
]
