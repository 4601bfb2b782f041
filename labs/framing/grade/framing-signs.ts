/** Mistakes that any decoder can make, and what is said where nothing else fits. */
import type { Plain } from '@socket-labs/grade'
import {
  answersOf,
  bytesOf,
  type Decoder,
  isSameAnswer,
  type Sign,
  type WrongAnswer,
} from './framing.ts'
import { type Answer, itemsOf, ordinal, sayItem } from './framing-answer.ts'

/** True when this wrong decoder would have answered exactly the same, from the first push on. */
export function actsLike(makeDecoder: (wrong: WrongAnswer) => Decoder) {
  return (wrong: WrongAnswer): boolean => {
    const { framing, happenings, got } = wrong
    const right = answersOf(framing.right(), happenings)
    const answers = answersOf(makeDecoder(wrong), happenings)
    return answers.every((one, i) =>
      isSameAnswer(one, i === happenings.length - 1 ? got : (right[i] as Answer)),
    )
  }
}

/** Index of the first item that differs, is missing or is too much. */
export function firstWrongItem({ expected, got }: WrongAnswer): number {
  const [wanted, handed] = [itemsOf(expected), itemsOf(got)]
  const at = wanted.findIndex((item, i) => !isSameAnswer({ value: item }, { value: handed[i] }))
  return at < 0 ? wanted.length : at
}

export function isThrown(answer: Answer): boolean {
  return 'thrown' in answer
}

/** True when a call before this one had to throw, and did. */
export function wasRefused({ framing, happenings }: WrongAnswer): boolean {
  return answersOf(framing.right(), happenings.slice(0, -1)).some(isThrown)
}

/** What was handed over with the pushes before this one. */
function earlierItems({ framing, happenings }: WrongAnswer): Plain[] {
  return answersOf(framing.right(), happenings.slice(0, -1)).flatMap(itemsOf)
}

function isSameList(one: readonly Plain[], other: readonly Plain[]): boolean {
  return isSameAnswer({ value: [...one] }, { value: [...other] })
}

/** True when all that was handed over before is handed over again. */
export function isHandedTwice(wrong: WrongAnswer): boolean {
  const earlier = earlierItems(wrong)
  return (
    earlier.length > 0 && isSameList(itemsOf(wrong.got), [...earlier, ...itemsOf(wrong.expected)])
  )
}

function onlyBytes(items: readonly Plain[]): Uint8Array[] {
  return items.filter((item) => item instanceof Uint8Array)
}

function hasReplacement(bytes: Plain | undefined): boolean {
  return bytes instanceof Uint8Array && Buffer.from(bytes).includes('\uFFFD')
}

/** The last sign always fits. */
export const generalSigns: readonly Sign[] = [
  {
    mistake: 'goes-on',
    isSeen: (wrong) => isThrown(wrong.expected) && !isThrown(wrong.got) && wasRefused(wrong),
    say: () =>
      'An earlier call was refused, and now it goes on as if nothing had happened: what it hands over is a piece of something. Once refused, every further call throws the same error.',
  },
  {
    mistake: 'not-refused',
    isSeen: ({ expected, got }) => isThrown(expected) && !isThrown(got),
    say: ({ expected }) =>
      `It must be refused: ${'thrown' in expected ? expected.thrown.words : ''}.`,
  },
  {
    mistake: 'refused-without-code',
    isSeen: ({ expected, got }) => isThrown(expected) && isThrown(got),
    say: ({ expected }) =>
      `It refused, and rightly, but the error's code is not ${'thrown' in expected ? expected.thrown.code : ''}: by the code the caller tells this error from any other.`,
  },
  {
    mistake: 'throws',
    isSeen: ({ got }) => isThrown(got),
    say: ({ happenings }) =>
      happenings.at(-1)?.do === 'push'
        ? 'It threw. These are bytes as a connection may bring them, cut as it may cut them, and nothing is wrong with them.'
        : 'It threw. The end of a stream is no error of the caller: end says how the stream ended.',
  },
  {
    mistake: 'handed-twice',
    isSeen: isHandedTwice,
    say: ({ framing }) =>
      `What an earlier push had handed over was handed over again. Each ${framing.item} is handed over once: the array that push returns is a new one each time.`,
  },
  {
    mistake: 'joined',
    isSeen: ({ expected, got }) => {
      const [wanted, handed] = [onlyBytes(itemsOf(expected)), itemsOf(got)]
      const isSeveral = wanted.filter((one) => one.length > 0).length > 1
      if (!isSeveral || handed.length !== 1) return false
      return isSameList(handed, [bytesOf(...wanted)])
    },
    say: ({ framing, expected }) =>
      `${itemsOf(expected).length} ${framing.item}s came in one read, and were handed over as one: they stick together (粘包). One read may bring several.`,
  },
  {
    mistake: 'text',
    isSeen: (wrong) => {
      const at = firstWrongItem(wrong)
      return hasReplacement(itemsOf(wrong.got)[at]) && !hasReplacement(itemsOf(wrong.expected)[at])
    },
    say: () =>
      'The bytes were made text on the way, and text bytes again. ef bf bd stands for what was no character by itself, and what it was is lost. Leave bytes as bytes.',
  },
  {
    mistake: 'differs',
    isSeen: (wrong) => firstWrongItem(wrong) < Math.min(...bothCounts(wrong)),
    say: (wrong) =>
      `The ${ordinal(firstWrongItem(wrong))} ${wrong.framing.item} of this push is not the one that was sent.`,
  },
  {
    mistake: 'too-few',
    isSeen: (wrong) => firstWrongItem(wrong) < itemsOf(wrong.expected).length,
    say: (wrong) => {
      const missing = sayItem(itemsOf(wrong.expected)[firstWrongItem(wrong)])
      return wrong.happenings.at(-1)?.do === 'push'
        ? `The ${wrong.framing.item} ${missing} has come whole, with this push at the latest, and was not handed over.`
        : `The stream has ended, and ${missing} was not handed over.`
    },
  },
  {
    mistake: 'too-many',
    isSeen: ({ expected, got }) => itemsOf(got).length > itemsOf(expected).length,
    say: (wrong) => {
      const more = sayItem(itemsOf(wrong.got)[firstWrongItem(wrong)])
      return `${more} was handed over, but no ${wrong.framing.item} more is complete with the bytes that have come.`
    },
  },
  {
    mistake: 'wrong-end',
    isSeen: () => true,
    say: () => 'That is not how the stream ended.',
  },
]

function bothCounts({ expected, got }: WrongAnswer): [number, number] {
  return [itemsOf(expected).length, itemsOf(got).length]
}
