/** Netstrings: a right decoder, and by what wrong ones are recognised. */
import type { Plain } from '@socket-labs/grade'
import {
  bytesOf,
  type Decoder,
  type Framing,
  pushedBytes,
  type Sign,
  type WrongAnswer,
} from './framing.ts'
import { itemsOf, sayItem } from './framing-answer.ts'
import { firstWrongItem } from './framing-signs.ts'

export function netstring(payload: string | Uint8Array): Uint8Array {
  return bytesOf(`${payload.length}:`, payload, ',')
}

export function netstringFraming(maxPayloadBytes: number): Framing {
  return {
    maker: 'createDecoder',
    args: [maxPayloadBytes],
    item: 'answer',
    right: () => new NetstringDecoder(maxPayloadBytes),
    signs: netstringSigns,
    sayEnd: (value) => `${value} bytes of an unfinished netstring`,
  }
}

interface Broken {
  broken: 'length' | 'too-long' | 'comma'
  atByte: number
}

/** Reads the whole stream again with each push: slow, and easy to believe. */
class NetstringDecoder implements Decoder {
  readonly #max: number
  #stream: Uint8Array = new Uint8Array(0)
  #told = 0

  constructor(maxPayloadBytes: number) {
    this.#max = maxPayloadBytes
  }

  push(bytes: Uint8Array): Plain {
    this.#stream = bytesOf(this.#stream, bytes)
    const { items } = readAll(this.#stream, this.#max)
    const told = items.slice(this.#told)
    this.#told = items.length
    return told
  }

  end(): Plain {
    return readAll(this.#stream, this.#max).pendingBytes
  }
}

function readAll(stream: Uint8Array, max: number): { items: Plain[]; pendingBytes: number } {
  const items: Plain[] = []
  for (let from = 0; ; ) {
    let length = 0
    let at = from
    for (; at < stream.length && !(stream[at] === 0x3a && at > from); at++) {
      const digit = (stream[at] as number) - 0x30
      const isRight = digit >= 0 && digit <= 9 && (at === from || length > 0)
      if (!isRight) return { items: [...items, { broken: 'length', atByte: at }], pendingBytes: 0 }
      length = 10 * length + digit
      if (length > max)
        return { items: [...items, { broken: 'too-long', atByte: at }], pendingBytes: 0 }
    }
    const commaAt = at + 1 + length
    if (at >= stream.length || commaAt >= stream.length)
      return { items, pendingBytes: stream.length - from }
    if (stream[commaAt] !== 0x2c)
      return { items: [...items, { broken: 'comma', atByte: commaAt }], pendingBytes: 0 }
    items.push(stream.slice(at + 1, commaAt))
    from = commaAt + 1
  }
}

function brokenIn(item: Plain): Broken | undefined {
  const isBroken = typeof item === 'object' && item !== null && 'broken' in item
  return isBroken ? (item as unknown as Broken) : undefined
}

/** What should have been told as broken where the answer goes wrong; the first, where there is none. */
function wanted(wrong: WrongAnswer): Broken | undefined {
  const items = itemsOf(wrong.expected)
  if ('thrown' in wrong.got) return items.map(brokenIn).find((one) => one !== undefined)
  return brokenIn(items[firstWrongItem(wrong)])
}

function gotItem(wrong: WrongAnswer): Plain {
  return itemsOf(wrong.got)[firstWrongItem(wrong)]
}

function sayByte(wrong: WrongAnswer, { atByte }: Broken): string {
  const byte = pushedBytes(wrong.happenings)[atByte] as number
  if (byte === 0x20) return 'a space'
  const hex = byte.toString(16).padStart(2, '0')
  return byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : hex
}

/** Nobody said that it is broken, or not with this push. */
function isMissed(kind: Broken['broken']) {
  return (wrong: WrongAnswer) =>
    wanted(wrong)?.broken === kind && brokenIn(gotItem(wrong)) === undefined
}

function hasBrokenBefore({ framing, happenings }: WrongAnswer): boolean {
  const [max] = framing.args
  const before = pushedBytes(happenings.slice(0, -1))
  return readAll(before, max as number).items.some((item) => brokenIn(item) !== undefined)
}

const netstringSigns: readonly Sign[] = [
  {
    mistake: 'throws-at-broken',
    isSeen: (wrong) => 'thrown' in wrong.got && wanted(wrong) !== undefined,
    say: () =>
      'It threw. What is broken is an answer too, { broken, atByte }, and stands behind the payloads that came before it.',
  },
  {
    mistake: 'goes-on',
    isSeen: (wrong) => hasBrokenBefore(wrong) && itemsOf(wrong.got).length > 0,
    say: () =>
      'It went on behind what is broken. Nobody knows where the next netstring begins: what is found there is a guess, and an attacker helps guessing.',
  },
  {
    mistake: 'keeps-the-broken',
    isSeen: (wrong) => hasBrokenBefore(wrong) && wrong.happenings.at(-1)?.do === 'end',
    say: () =>
      'After something broken no netstring is unfinished, and nothing more is kept: end answers 0.',
  },
  {
    mistake: 'leading-zero',
    isSeen: (wrong) => isMissed('length')(wrong) && isBehindZero(wrong),
    say: (wrong) =>
      `A length that begins with 0 is 0, and a colon follows: here comes ${sayByte(wrong, wanted(wrong) as Broken)}. Two ways to write one number are one too many, as two programs may read them differently. parseInt and Number take leading zeros.`,
  },
  {
    mistake: 'empty-length',
    isSeen: (wrong) => {
      const one = wanted(wrong)
      return one?.broken === 'length' && sayByte(wrong, one) === '":"'
    },
    say: (wrong) =>
      `A colon stands at byte ${wanted(wrong)?.atByte}, where a length must begin. A length has one digit at least: the empty netstring is 0:, and nothing else.`,
  },
  {
    mistake: 'lenient-length',
    isSeen: isMissed('length'),
    say: (wrong) =>
      `Byte ${wanted(wrong)?.atByte} is ${sayByte(wrong, wanted(wrong) as Broken)}, and no length has that there: one digit or more, and then the colon at once. It was not refused with this push. parseInt never says no.`,
  },
  {
    mistake: 'no-comma',
    isSeen: isMissed('comma'),
    say: (wrong) =>
      `Behind the payload stands ${sayByte(wrong, wanted(wrong) as Broken)} instead of a comma, and nobody noticed. The comma proves that both ends counted alike: it is looked at, and not just passed over.`,
  },
  {
    mistake: 'no-maximum',
    isSeen: isMissed('too-long'),
    say: (wrong) =>
      `With byte ${wanted(wrong)?.atByte} the length is above ${wrong.framing.args[0]}, and it was not refused with this push. More digits only make it greater: whoever waits for the colon collects what an endless number of digits is made of.`,
  },
  {
    mistake: 'other-place',
    isSeen: (wrong) => {
      const [one, other] = [wanted(wrong), brokenIn(gotItem(wrong))]
      return one !== undefined && one.broken === other?.broken
    },
    say: (wrong) =>
      `It is broken, and atByte is another one. Byte ${wanted(wrong)?.atByte} of the stream is the first that cannot stand where it stands. Bytes are counted from the beginning of the stream, through all reads.`,
  },
  {
    mistake: 'other-reason',
    isSeen: (wrong) => wanted(wrong) !== undefined && brokenIn(gotItem(wrong)) !== undefined,
    say: (wrong) =>
      `It is broken, for another reason: at byte ${wanted(wrong)?.atByte}, ${sayByte(wrong, wanted(wrong) as Broken)}, it is '${wanted(wrong)?.broken}'.`,
  },
  {
    mistake: 'refuses-what-is-right',
    isSeen: (wrong) => brokenIn(gotItem(wrong)) !== undefined,
    say: (wrong) =>
      `It says broken ('${brokenIn(gotItem(wrong))?.broken}'), and up to here all of it is right${sayEdge(wrong)}.`,
  },
  {
    mistake: 'ends-at-a-comma',
    isSeen: (wrong) => {
      const [one, other] = [itemsOf(wrong.expected)[firstWrongItem(wrong)], gotItem(wrong)]
      if (!(one instanceof Uint8Array && other instanceof Uint8Array)) return false
      return one[other.length] === 0x2c && Buffer.from(one).indexOf(other) === 0
    },
    say: () =>
      'The payload was ended at the first comma in it. A payload may hold commas: it is the length that says where it ends.',
  },
  {
    mistake: 'empty-waits',
    isSeen: (wrong) => {
      const item = itemsOf(wrong.expected)[firstWrongItem(wrong)]
      return item instanceof Uint8Array && item.length === 0
    },
    say: () =>
      'The empty netstring, 0:, was not handed over. It has no byte, and it is whole with its comma.',
  },
]

/** The byte that should have been refused stands behind a single 0. */
function isBehindZero(wrong: WrongAnswer): boolean {
  const at = (wanted(wrong) as Broken).atByte
  const stream = pushedBytes(wrong.happenings)
  const before = stream[at - 2]
  const isFirst = before === undefined || before === 0x2c
  return stream[at - 1] === 0x30 && isFirst && (stream[at] as number) >= 0x30
}

function sayEdge(wrong: WrongAnswer): string {
  const [max] = wrong.framing.args
  const item = itemsOf(wrong.expected)[firstWrongItem(wrong)]
  if (!(item instanceof Uint8Array)) return ''
  if (item.length === 0) return ': 0:, is the empty netstring'
  return item.length === max ? `: ${max} bytes are allowed` : `: it is ${sayItem(item)}`
}
