/** The framing of frame-9, and by what its mistakes are recognised. */

import type { Plain } from '@socket-labs/grade'
import { type AfterRefusal, BoundedDecoder, type BoundHabits } from './bounded-lengths.ts'
import type { Framing, Sign, WrongAnswer } from './framing.ts'
import { itemsOf } from './framing-answer.ts'
import { actsLike, firstWrongItem } from './framing-signs.ts'
import { headerBytes } from './length-header.ts'

/** `hasOtherClaims`: a claim that is no negative number in any reading has been refused before. */
export function boundedFraming(
  maxFrameBytes: number,
  after: AfterRefusal,
  hasOtherClaims = false,
): Framing {
  return {
    maker: 'createDecoder',
    args: [maxFrameBytes, after],
    item: 'answer',
    right: () => new BoundedDecoder(maxFrameBytes, after),
    signs: signsFor(maxFrameBytes, after, hasOtherClaims),
    sayEnd: (value) => `${value} bytes kept`,
  }
}

interface Refused {
  claimedBytes: number
  allowedBytes: number
}

/** The refusal that should have come where the answer goes wrong; the first, where there is no answer. */
function refusalAtFault(wrong: WrongAnswer): Refused | undefined {
  const expected = itemsOf(wrong.expected)
  if ('thrown' in wrong.got) return expected.map(asRefusal).find((one) => one !== undefined)
  return asRefusal(expected[firstWrongItem(wrong)])
}

function asRefusal(item: Plain): Refused | undefined {
  const isRefusal = typeof item === 'object' && item !== null && 'claimedBytes' in item
  return isRefusal ? (item as unknown as Refused) : undefined
}

function isThrownError({ got }: WrongAnswer, pattern: RegExp): boolean {
  return 'thrown' in got && pattern.test(got.thrown.words)
}

function signsFor(max: number, after: AfterRefusal, hasOtherClaims: boolean): Sign[] {
  const like = (habits: Partial<BoundHabits>) =>
    actsLike(() => new BoundedDecoder(max, after, habits))
  const likeAny =
    (...all: Partial<BoundHabits>[]) =>
    (wrong: WrongAnswer) =>
      all.some((habits) => like(habits)(wrong))
  const never = () => false
  const signed = (lengthBytes: number) => (lengthBytes | 0) > max
  return [
    {
      mistake: 'signed-length',
      isSeen: (wrong) =>
        (refusalAtFault(wrong)?.claimedBytes ?? 0) >= 2 ** 31 &&
        (isThrownError(wrong, /-\d/) || (hasOtherClaims && like({ isTooLong: signed })(wrong))),
      say: (wrong) =>
        `The length ${sayHex(refusalAtFault(wrong)?.claimedBytes ?? 0)} was read as a signed number. It is then negative, and less than any maximum. A length has no sign: ${refusalAtFault(wrong)?.claimedBytes}.`,
    },
    {
      mistake: 'claimed-memory',
      isSeen: (wrong) => isThrownError(wrong, /allocation|array length|out of range/i),
      say: (wrong) =>
        `Memory was asked for because a header claimed ${refusalAtFault(wrong)?.claimedBytes ?? 'so many'} bytes. First the claim is compared with the maximum, and then room is made for what has come.`,
    },
    {
      mistake: 'throws-at-a-claim',
      isSeen: (wrong) => 'thrown' in wrong.got && refusalAtFault(wrong) !== undefined,
      say: () =>
        'It threw. A claim that is too long is an answer, { claimedBytes, allowedBytes }, which stands where the frame would: so the caller still gets the frames before it.',
    },
    {
      mistake: 'frames-before-are-lost',
      isSeen: like({ losesFramesBefore: true }),
      say: () =>
        'The frames that had come whole before the refusal, in the same read, are gone. They were right, and belong to the caller.',
    },
    {
      mistake: 'refuses-the-maximum',
      isSeen: like({ isTooLong: (length) => length >= max }),
      say: () =>
        `A frame of exactly ${max} bytes is the longest that is allowed, and it was refused: > instead of >=.`,
    },
    {
      mistake: 'counts-the-header',
      isSeen: like({ isTooLong: (length) => length + headerBytes > max }),
      say: () =>
        `This frame is allowed: its payload has ${max} bytes or fewer. The maximum does not count the four bytes of the header.`,
    },
    {
      mistake: 'one-too-many',
      isSeen: (wrong) =>
        refusalAtFault(wrong)?.claimedBytes === max + 1 &&
        like({ isTooLong: (length) => length > max + 1 })(wrong) &&
        'value' in wrong.got &&
        itemsOf(wrong.got).length > 0,
      say: () =>
        `The header claims ${max + 1} bytes, one more than allowed, and the frame was handed over.`,
    },
    {
      mistake: 'waits-for-the-claim',
      isSeen: likeAny({ isTooLong: never }, { isLate: true }),
      say: sayLate,
    },
    {
      mistake: 'silent-refusal',
      isSeen: likeAny({ isSilent: true }, { isSilent: true, isLate: true }),
      say: (wrong) =>
        `The frame of ${refusalAtFault(wrong)?.claimedBytes} bytes was passed over without a word. Whoever reads the frames must know that one is missing, and why.`,
    },
    {
      mistake: 'goes-on',
      isSeen: like({ goesOn: true }),
      say: () =>
        "After a refusal in mode 'stop' it went on behind the header. What follows there are the bytes of the refused frame, taken for headers: from here on everything is guessed.",
    },
    {
      mistake: 'skips-nothing',
      isSeen: like({ skipBytes: () => headerBytes }),
      say: () =>
        'The refused frame was not skipped: only its header was. Its own bytes were taken for the next header, and whoever sends can write there what he likes.',
    },
    {
      mistake: 'skips-what-is-there',
      isSeen: like({ skipBytes: (length, waiting) => Math.min(headerBytes + length, waiting) }),
      say: () =>
        'Of the refused frame only what had come already was skipped. Its other bytes come in later reads, and they are no headers either.',
    },
    {
      mistake: 'skips-the-read',
      isSeen: likeAny(
        { skipBytes: (length, waiting) => Math.max(headerBytes + length, waiting) },
        { skipBytes: (_length, waiting) => waiting },
      ),
      say: () =>
        'With the refused frame the rest of the read was thrown away. The refused frame ends where its length says, and behind it the next one begins.',
    },
    {
      mistake: 'skips-too-little',
      isSeen: like({ skipBytes: (length) => length }),
      say: () =>
        'Four bytes too few were skipped. The length does not count its own header: the frame has 4 bytes more.',
    },
    {
      mistake: 'keeps-the-refused',
      isSeen: like({ keepsRefused: true }),
      say: (wrong) =>
        `${itemOfEnd(wrong)} bytes are kept, and none of them will ever be in a frame. Of what is refused nothing is kept: else the peer fills your memory all the same, one read at a time.`,
    },
    {
      mistake: 'says-other-numbers',
      isSeen: (wrong) => {
        const refusal = refusalAtFault(wrong)
        const got = itemsOf(wrong.got)[firstWrongItem(wrong)]
        return refusal !== undefined && got !== undefined && !(got instanceof Uint8Array)
      },
      say: (wrong) => {
        const { claimedBytes, allowedBytes } = refusalAtFault(wrong) as Refused
        return `It refused, and rightly. The refusal says what was claimed (${claimedBytes}) and what is allowed (${allowedBytes}), the header counted in neither: whoever reads it in a log knows what happened.`
      },
    },
  ]
}

function sayLate(wrong: WrongAnswer): string {
  const { claimedBytes, allowedBytes } = refusalAtFault(wrong) ?? {
    claimedBytes: 0,
    allowedBytes: 0,
  }
  return `The header says ${claimedBytes}, ${allowedBytes} are allowed, and it was not refused with this push. All that has to be known stands in the header: until the rest has come, if it ever does, the peer decides how much is kept.`
}

function itemOfEnd({ got }: WrongAnswer): string {
  return 'value' in got ? String(got.value) : 'Some'
}

function sayHex(lengthBytes: number): string {
  const digits = lengthBytes.toString(16).padStart(8, '0')
  return digits.replace(/../g, '$& ').trim()
}
