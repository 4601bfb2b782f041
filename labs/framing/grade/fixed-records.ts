/** Records of one size: a right decoder, the habits of wrong ones, and how they are recognised. */
import type { Plain } from '@socket-labs/grade'
import { bytesOf, type Decoder, type Framing, pushedBytes, type Sign } from './framing.ts'
import { count, itemsOf, sayBytesLeft, sayItem } from './framing-answer.ts'
import { actsLike, firstWrongItem } from './framing-signs.ts'

interface RecordHabits {
  mostRecordsPerPush: number
  /** How many bytes must be there before a record is taken. */
  enoughBytes: number
  /** What becomes of bytes that are in no whole record yet. */
  rest: 'kept' | 'lost'
}

class RecordDecoder implements Decoder {
  readonly #recordBytes: number
  readonly #habits: RecordHabits
  #waiting = new Uint8Array(0)

  constructor(recordBytes: number, habits: Partial<RecordHabits> = {}) {
    this.#recordBytes = recordBytes
    const { POSITIVE_INFINITY: mostRecordsPerPush } = Number
    this.#habits = { mostRecordsPerPush, enoughBytes: recordBytes, rest: 'kept', ...habits }
  }

  push(bytes: Uint8Array): Plain {
    const { mostRecordsPerPush, enoughBytes, rest } = this.#habits
    const all = bytesOf(this.#waiting, bytes)
    const records: Uint8Array[] = []
    let at = 0
    while (all.length - at >= enoughBytes && records.length < mostRecordsPerPush) {
      records.push(all.slice(at, at + this.#recordBytes))
      at += this.#recordBytes
    }
    this.#waiting = all.slice(rest === 'lost' ? all.length : at)
    return records
  }

  end(): Plain {
    return this.#waiting.length
  }
}

export function recordFraming(recordBytes: number): Framing {
  return {
    maker: 'createRecords',
    args: [recordBytes],
    item: 'record',
    right: () => new RecordDecoder(recordBytes),
    signs: [...pushSigns(recordBytes), ...endSigns(recordBytes)],
    suspects: suspectsOf(recordBytes),
    sayEnd: sayBytesLeft,
  }
}

function pushSigns(recordBytes: number): Sign[] {
  const shortItem = (items: readonly Plain[]) =>
    items.find((item) => item instanceof Uint8Array && item.length < recordBytes)
  return [
    {
      mistake: 'half-record',
      isSeen: ({ got }) => shortItem(itemsOf(got)) !== undefined,
      say: ({ got }) => {
        const short = shortItem(itemsOf(got)) as Uint8Array
        return `${sayItem(short)} is no record, but a part of one: ${short.length} of ${count(recordBytes, 'byte')} (half packets, 半包). The end of a read is not the end of a record: keep what is left over, the rest of it comes with another read.`
      },
    },
    {
      mistake: 'filled-up',
      isSeen: (wrong) => {
        const handed = itemsOf(wrong.got)[firstWrongItem(wrong)]
        const last = pushedBytes(wrong.happenings).at(-1)
        return handed instanceof Uint8Array && handed.at(-1) === 0 && last !== 0
      },
      say: () =>
        'A record was handed over with zeros at its end, which nobody sent: a part of it had come, and the rest of the memory was still empty.',
    },
  ]
}

function endSigns(recordBytes: number): Sign[] {
  const endsWith = (left: (wanted: number) => number): Sign['isSeen'] => {
    return ({ happenings, expected, got }) =>
      happenings.at(-1)?.do === 'end' &&
      'value' in expected &&
      'value' in got &&
      got.value === left(expected.value as number)
  }
  return [
    {
      mistake: 'end-says-zero',
      isSeen: endsWith(() => 0),
      say: ({ expected }) =>
        `The stream ended within a record, and end says that nothing is left. ${count(leftIn(expected), 'byte')} of it had come: somebody who counts on records has to hear that the last one is not whole.`,
    },
    {
      mistake: 'end-counts-missing',
      isSeen: endsWith((left) => recordBytes - left),
      say: ({ expected }) =>
        `end says how many bytes the last record lacks. What is asked for is how many bytes of it have come: ${leftIn(expected)} of ${recordBytes}.`,
    },
    {
      mistake: 'end-counts-all',
      isSeen: (wrong) => endsWith(() => pushedBytes(wrong.happenings).length)(wrong),
      say: () =>
        'end counts all bytes that came. Those of whole records were handed over and are not left.',
    },
  ]
}

function leftIn(expected: { value: Plain } | object): number {
  return 'value' in expected ? (expected.value as number) : 0
}

function suspectsOf(recordBytes: number): Sign[] {
  const like = (habits: Partial<RecordHabits>) =>
    actsLike(() => new RecordDecoder(recordBytes, habits))
  return [
    {
      mistake: 'one-record-per-read',
      isSeen: like({ mostRecordsPerPush: 1 }),
      say: ({ expected }) =>
        `${itemsOf(expected).length} records had come whole, and the first alone was handed over. One read may bring several (sticky packets, 粘包): go on for as long as a whole record is there.`,
    },
    {
      mistake: 'waits-for-one-more',
      isSeen: like({ enoughBytes: recordBytes + 1 }),
      say: () =>
        `With this read the last byte of a record has come, and it still waits. A record is whole with ${count(recordBytes, 'byte')}, not with one more: >= instead of >.`,
    },
    {
      mistake: 'forgets-the-rest',
      isSeen: like({ rest: 'lost' }),
      say: () =>
        'What was left over after an earlier read is gone. It was the beginning of this record, and TCP does not bring it again: what is in no whole record yet has to be kept for the next push.',
    },
  ]
}
