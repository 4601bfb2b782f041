/** The framing of frame-12, and by what its mistakes are recognised. */
import type { Plain } from '@socket-labs/grade'
import { answersOf, type Framing, type Sign, type WrongAnswer } from './framing.ts'
import { type Answer, count, itemsOf, sayItem } from './framing-answer.ts'
import { actsLike, firstWrongItem } from './framing-signs.ts'
import { SyncDecoder, type SyncHabits } from './sync-frames.ts'

const like = (habits: Partial<SyncHabits>) => actsLike(() => new SyncDecoder(habits))

/** Counts nothing; found what it found. */
const silent = { counts: () => 0 }
const claimed = { passes: (claimedBytes: number) => claimedBytes }

/** A way of looking for frames that misses some. */
interface Search {
  mistake: string
  /** Decoders that look in this way. */
  all: Partial<SyncHabits>[]
  say(wrong: WrongAnswer): string
}

function skippedIn(item: Plain): number | undefined {
  const isSkipped = typeof item === 'object' && item !== null && 'skippedBytes' in item
  return isSkipped ? (item as { skippedBytes: number }).skippedBytes : undefined
}

function payloadsOf(items: readonly Plain[]): Plain[] {
  return items.filter((item) => skippedIn(item) === undefined)
}

/** The payload that should have been handed over, where the answer goes wrong or behind it. */
function missingPayload(wrong: WrongAnswer): Uint8Array | undefined {
  const [wanted, handed] = [payloadsOf(itemsOf(wrong.expected)), payloadsOf(itemsOf(wrong.got))]
  const payload = wanted.find((item, i) => sayItem(item) !== sayItem(handed[i]))
  return payload instanceof Uint8Array ? payload : undefined
}

const searches: readonly Search[] = [
  {
    mistake: 'believes-the-length',
    all: [claimed, { ...claimed, ...silent }],
    say: (wrong) => {
      const payload = missingPayload(wrong)
      return `${payload ? `The frame ${sayItem(payload)} was passed over with a damaged one` : 'More was passed over than one byte'}. The check says that something in the frame is wrong, and that may be its length: from the byte behind the sync on, each may begin a frame.`
    },
  },
  {
    mistake: 'ignores-the-sync',
    all: [
      { ignoresSync: true },
      { ignoresSync: true, ...silent },
      { ignoresSync: true, ...claimed },
      { ignoresSync: true, ...claimed, ...silent },
    ],
    say: () =>
      'A byte that is no 7e was taken for the beginning of a frame, and the one behind it for a length. A frame begins with 7e: any other byte is skipped at once.',
  },
  {
    mistake: 'drops-the-read',
    all: [{ dropsRead: true }, { dropsRead: true, ...silent }],
    say: () =>
      'With the noise the rest of the read was thrown away. The noise ends where a frame begins, and that may be the next byte.',
  },
  {
    mistake: 'splits-at-7e',
    all: [{ splitsAtSync: true }, { splitsAtSync: true, ...silent }],
    say: () =>
      'A 7e in a payload was taken for the beginning of another frame. Any byte may be in a payload: whether a frame begins at a 7e is decided by its check, and this one lies in a frame whose check fits.',
  },
  {
    mistake: 'stops',
    all: [{ stops: true }, { stops: true, ...silent }],
    say: () =>
      'After the damage nothing is found any more. The frames behind it are good: go on at the next byte.',
  },
]

/** The one search that explains what was seen; undefined where there are several, or none. */
function searchOf(wrong: WrongAnswer): Search | undefined {
  const fitting = searches.filter(({ all }) => all.some((habits) => like(habits)(wrong)))
  return fitting.length === 1 ? fitting[0] : undefined
}

function isAtEnd({ happenings }: WrongAnswer): boolean {
  return happenings.at(-1)?.do === 'end'
}

/** The first payload that is in no good frame. */
function falsePayload({ expected, got }: WrongAnswer): Plain {
  const right = payloadsOf(itemsOf(expected)).map(sayItem)
  return payloadsOf(itemsOf(got)).find((item) => !right.includes(sayItem(item)))
}

/** The gap that should have been told, where the answer goes wrong. */
function gapAtFault(wrong: WrongAnswer): number {
  return skippedIn(itemsOf(wrong.expected)[firstWrongItem(wrong)]) ?? 0
}

/** All gaps up to this one, added up. */
function skippedSoFar(wrong: WrongAnswer): number {
  const { framing, happenings, expected } = wrong
  const before = answersOf(framing.right(), happenings.slice(0, -1)).flatMap(itemsOf)
  const all = [...before, ...itemsOf(expected).slice(0, firstWrongItem(wrong) + 1)]
  return all.reduce((sum: number, item) => sum + (skippedIn(item) ?? 0), 0)
}

function sayGap(wrong: WrongAnswer): string {
  const bytes = gapAtFault(wrong)
  return `${count(bytes, 'byte')} ${bytes === 1 ? 'is' : 'are'} in no frame`
}

const signs: readonly Sign[] = [
  {
    mistake: 'no-check',
    isSeen: (wrong) =>
      falsePayload(wrong) instanceof Uint8Array &&
      [{ checks: false }, { checks: false, ...silent }].some((habits) => like(habits)(wrong)),
    say: (wrong) =>
      `${sayItem(falsePayload(wrong))} was handed over, and its check does not fit: it was changed on the way. Damage that nobody notices is worse than a gap.`,
  },
  {
    mistake: 'end-does-not-look',
    isSeen: (wrong) => isAtEnd(wrong) && missingPayload(wrong) !== undefined,
    say: (wrong) =>
      `${sayItem(missingPayload(wrong))} waits within a frame that never came whole, and nothing more will come. At the end it is certain that no frame begins there, so the next byte is looked at, and the next.`,
  },
  {
    mistake: 'not-counted',
    isSeen: (wrong) =>
      missingPayload(wrong) === undefined &&
      gapAtFault(wrong) > 0 &&
      itemsOf(wrong.got).every((item) => skippedIn(item) === undefined),
    say: (wrong) =>
      isAtEnd(wrong)
        ? `${sayGap(wrong)} when the stream ends, and nobody was told. At the end what still waits is counted too.`
        : `${sayGap(wrong)}, and nobody was told. Whoever reads the frames must know that there is a gap, and how large it is.`,
  },
  ...searches.map((search) => ({
    mistake: search.mistake,
    isSeen: (wrong: WrongAnswer) => searchOf(wrong) === search,
    say: search.say,
  })),
  {
    mistake: 'gap-in-parts',
    isSeen: ({ expected, got }) => {
      const gaps = (answer: Answer) => itemsOf(answer).length - payloadsOf(itemsOf(answer)).length
      return gaps(got) > gaps(expected)
    },
    say: () =>
      'Whatever lies between two frames is one gap. It is told once, in front of the frame behind it: until that is found nobody knows how large the gap is, and its bytes are added up.',
  },
  {
    mistake: 'count-grows',
    isSeen: (wrong) => {
      const other = skippedIn(itemsOf(wrong.got)[firstWrongItem(wrong)])
      return other !== undefined && other > gapAtFault(wrong) && other === skippedSoFar(wrong)
    },
    say: (wrong) =>
      `The gap has ${count(gapAtFault(wrong), 'byte')}. ${skippedSoFar(wrong)} is what was skipped since the beginning of the stream: once a gap has been told, its bytes are counted no more.`,
  },
  {
    mistake: 'counted-wrongly',
    isSeen: (wrong) => {
      const other = itemsOf(wrong.got)[firstWrongItem(wrong)]
      return gapAtFault(wrong) > 0 && skippedIn(other) !== undefined
    },
    say: (wrong) => {
      const other = skippedIn(itemsOf(wrong.got)[firstWrongItem(wrong)])
      return `The gap has ${count(gapAtFault(wrong), 'byte')}, and ${other} were counted. Every byte of the stream is in one frame, or is counted once: the sync, the length and the check of a damaged frame too.`
    },
  },
  {
    mistake: 'not-found',
    isSeen: (wrong) => missingPayload(wrong) !== undefined && falsePayload(wrong) === undefined,
    say: (wrong) =>
      `The frame of ${sayItem(missingPayload(wrong))} has come whole, and every byte in front of it is in another frame or certainly in none. It was not handed over with this push.`,
  },
]

export const syncFraming: Framing = {
  maker: 'createDecoder',
  args: [],
  item: 'answer',
  right: () => new SyncDecoder(),
  signs,
}
