import { type Failure, firstDifference, type Received, sayMs } from '@socket-labs/grade'
import { toHex } from '@socket-labs/trace'

type Mistake = Pick<Failure, 'sentence' | 'mistake'>

/** What it means in this place when something happens that may mean other things elsewhere. */
export interface Misheard {
  /** Nothing more came. */
  ifSilent?: Mistake
  /** A header stands in the middle of the text. */
  ifMixed?: Mistake
  /** Something came that no sign explains. */
  ifOther?: Mistake
}

/** Somebody listens: what came, and what was to come. */
export interface Listening extends Misheard {
  listener: string
  speaker: string
  /** The names of all that are connected. */
  others: readonly string[]
  /** The texts of all frames that must have come, and how many of them are older than the last step. */
  wanted: readonly string[]
  from: number
  received: Received
  withinMs: number
}

/** The first frame that is not the one wanted, in its place, and what came there instead. */
interface Sight extends Listening {
  text: string
  wantedFrame: Buffer
  /** All that came from there on. */
  rest: Buffer
  /** The text of the frame that came there, as far as it is there. */
  gotText: string
  /** How many frames of the last step came as they should. */
  heardOfStep: number
}

/** A frame as the exercise draws it. */
export function frameOf(text: string): Buffer {
  const payload = Buffer.from(text)
  const header = Buffer.alloc(4)
  header.writeUInt32BE(payload.length)
  return Buffer.concat([header, payload])
}

/** A text in quotes; of a long one how many bytes it has. */
export function sayText(text: string): string {
  if (text.length <= 40) return JSON.stringify(text)
  return `${JSON.stringify(text.slice(0, 12)).slice(0, -1)}…" (${Buffer.byteLength(text)} bytes)`
}

/** `00 00 00 05 "hello"` */
export function sayFrame(text: string): string {
  return `${toHex(frameOf(text).subarray(0, 4), ' ')} ${sayText(text)}`
}

export function misheard(listening: Listening): Failure | undefined {
  const sight = look(listening)
  if (sight === undefined) return undefined
  const { rest, wantedFrame, text } = sight
  const isLong = wantedFrame.length > 48
  const got = isSilent(sight)
    ? { words: sayShort(sight) }
    : isLong
      ? { words: `${listening.received.bytes.length} bytes, the last of another text` }
      : { bytesHex: rest.subarray(0, wantedFrame.length + 24).toString('hex') }
  return {
    expected: isLong ? { words: sayText(text) } : { bytesHex: wantedFrame.toString('hex') },
    got,
    ...explain(sight),
  }
}

function look(listening: Listening): Sight | undefined {
  const got = Buffer.from(listening.received.bytes)
  let at = 0
  for (const [i, text] of listening.wanted.entries()) {
    const wantedFrame = frameOf(text)
    const end = at + wantedFrame.length
    if (firstDifference(got.subarray(at, end), wantedFrame) !== undefined) {
      const rest = got.subarray(at)
      const textBytes = rest.length < 4 ? 0 : rest.readUInt32BE(0)
      const gotText = rest.subarray(4, 4 + textBytes).toString()
      const heardOfStep = Math.max(0, i - listening.from)
      return { ...listening, text, wantedFrame, rest, gotText, heardOfStep }
    }
    at = end
  }
  if (at === got.length) return undefined
  const rest = got.subarray(at)
  const gotText = rest.subarray(4).toString()
  return { ...listening, text: '', wantedFrame: Buffer.alloc(0), rest, gotText, heardOfStep: 0 }
}

/** Nothing came, or no more than the beginning of what was to come. */
function isSilent({ rest, wantedFrame }: Sight): boolean {
  return rest.length < wantedFrame.length && wantedFrame.subarray(0, rest.length).equals(rest)
}

function sayShort({ rest, received, heardOfStep, withinMs }: Sight): string {
  const heard = heardOfStep > 0 ? `${heardOfStep} of these frames, then ` : ''
  const begun = rest.length > 0 ? `${rest.length} bytes of the frame, then ` : ''
  const end = { open: `nothing in ${sayMs(withinMs)}`, ended: 'the end', reset: 'a reset' }
  return `${heard}${begun}${end[received.standing]}`
}

function explain(sight: Sight): Mistake {
  if (isSilent(sight)) return sight.ifSilent ?? silence(sight)
  // Behind somebody's half frame: what it means there is said by the case.
  const isMixed = hasHeader(sight.gotText) && !sight.gotText.startsWith(sight.text)
  if (isMixed && sight.ifMixed) return sight.ifMixed
  const sign = signs.find((one) => one.isSeen(sight))
  if (sign) return { sentence: sign.say(sight), mistake: sign.mistake }
  return sight.ifOther ?? { sentence: `${sight.listener} did not get what ${sight.speaker} said.` }
}

function silence({ received, listener, speaker }: Sight): Mistake {
  if (received.standing !== 'open') {
    const sentence = `The server ended ${listener}'s connection, and ${listener} had done nothing wrong.`
    return { sentence, mistake: 'cuts-off-the-polite' }
  }
  return { sentence: `${speaker} said it, and ${listener} did not hear it.`, mistake: 'not-heard' }
}

interface Sign {
  mistake: string
  isSeen(sight: Sight): boolean
  say(sight: Sight): string
}

/** Where a mistake is known by what was seen, the first sign that fits names it. */
const signs: Sign[] = [
  {
    mistake: 'hears-itself',
    isSeen: ({ gotText, listener }) => gotText.startsWith(`${listener}: `),
    say: ({ listener }) =>
      `${listener} got ${listener}'s own words back. They go to everybody else in the room.`,
  },
  {
    mistake: 'counts-characters',
    isSeen: ({ rest, text, wantedFrame }) =>
      rest.length >= 4 &&
      text.length !== wantedFrame.length - 4 &&
      [text.length, [...text].length].includes(rest.readUInt32BE(0)),
    say: ({ text, wantedFrame, rest }) =>
      `The header says ${rest.readUInt32BE(0)}, and ${wantedFrame.length - 4} bytes follow: it counts the characters of ${JSON.stringify(text)}. A character may be several bytes, and the other end counts bytes.`,
  },
  {
    mistake: 'no-header',
    isSeen: ({ rest, wantedFrame }) =>
      wantedFrame.length > 4 && rest.subarray(0, 4).equals(wantedFrame.subarray(4, 8)),
    say: () => 'The text came without its length in front: nobody can tell where it ends.',
  },
  {
    mistake: 'little-endian',
    isSeen: ({ rest, wantedFrame }) =>
      rest.length >= 4 && wantedFrame.length > 4 && rest.readUInt32LE(0) === wantedFrame.length - 4,
    say: () =>
      'The bytes of the length stand in the wrong order: big-endian begins with the highest.',
  },
  {
    mistake: 'frames-glued',
    isSeen: ({ gotText, heardOfStep, text }) =>
      hasHeader(gotText) && (heardOfStep > 0 || gotText.startsWith(text)),
    say: () =>
      'Two frames of one read were taken for one: the header of the second stands in the middle of the text. Only the length says where a frame ends, not the read.',
  },
  {
    mistake: 'header-as-text',
    isSeen: ({ gotText }) => hasHeader(gotText),
    say: () =>
      'A header stands in the middle of the text: the bytes of a header were taken for a part of what was said.',
  },
  {
    mistake: 'piece-as-frame',
    isSeen: ({ gotText, text, speaker }) =>
      gotText.startsWith(`${speaker}: `) && text.startsWith(gotText),
    say: ({ gotText, speaker }) =>
      `A piece of the frame (${sayText(gotText.slice(speaker.length + 2))}) was passed on as a whole one. What has come so far has to wait for the rest, which the length in the header counts.`,
  },
  {
    mistake: 'name-cut',
    isSeen: ({ gotText, speaker }) => {
      const [name = ''] = gotText.split(': ')
      return name !== speaker && gotText.includes(': ') && speaker.startsWith(name)
    },
    say: ({ gotText, speaker }) =>
      `${speaker} is called ${JSON.stringify(gotText.split(': ')[0])} here. The name is a frame like any other, and may come in pieces.`,
  },
  {
    mistake: 'wrong-name',
    isSeen: ({ gotText, others, speaker, text }) => {
      const words = text.slice(speaker.length)
      return others.some((name) => name !== speaker && gotText === `${name}${words}`)
    },
    say: ({ gotText, speaker }) =>
      `${speaker} said it, and it came as ${gotText.split(': ')[0]}'s. What belongs to one client must not be kept outside of its handler.`,
  },
  {
    mistake: 'half-as-frame',
    isSeen: ({ gotText, others, speaker, from, wanted, ifOther }) =>
      ifOther === undefined &&
      others.some((name) => name !== speaker && gotText.startsWith(`${name}: `)) &&
      !wanted.slice(0, from).includes(gotText),
    say: ({ gotText }) =>
      `${sayText(gotText)} came, but that frame is not whole yet: a part of it is still on its way. What has come so far has to wait for the rest.`,
  },
  {
    mistake: 'without-name',
    isSeen: ({ gotText, text, speaker }) => gotText !== '' && text === `${speaker}: ${gotText}`,
    say: () => 'The words came without the name of whoever said them.',
  },
  {
    mistake: 'name-announced',
    isSeen: ({ gotText, others }) => others.some((name) => gotText.endsWith(name)),
    say: ({ gotText }) =>
      `The others were told ${JSON.stringify(gotText)}. The first frame is the client's name, and nobody is told of it.`,
  },
]

/** A length below 2^16 stands in the text. */
function hasHeader(text: string): boolean {
  return text.includes('\0\0')
}
