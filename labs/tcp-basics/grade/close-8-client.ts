import { type Failure, type Peer, type Received, sayMs, sayRow } from '@socket-labs/grade'
import type { Mistake, Store } from './close-8-store.ts'

/** What must come, and what it means when it does not. */
export interface Hears {
  /** What comes now, after everything that came before. */
  text: string
  /** True when the stream ends after it. */
  isEnd: boolean
  /** Everything came, and the stream does not end. */
  ifOpen?: Mistake
  /** The stream ended before everything had come. */
  ifShort?: Mistake
  /** Something else came. */
  ifOther?: Mistake
}

/** The grader's end of one connection to the store. */
export class Client {
  readonly name: string
  readonly peer: Peer
  readonly #store: Store
  #heard = ''

  constructor(store: Store, name: string, peer: Peer) {
    this.#store = store
    this.name = name
    this.peer = peer
  }

  /** Writes a request, and waits for its answer. */
  async asks(request: string, answer: string, mistakes: Partial<Hears> = {}): Promise<void> {
    const action = `${this.name} asks ${JSON.stringify(request)}`
    await this.#store.run.step(action, JSON.stringify(answer), async () => {
      await this.write(`${request}\n`)
      return this.hears({ text: `${answer}\n`, isEnd: false, ifShort: endsEarly, ...mistakes })
    })
  }

  /** Writes, and ends its half at once, as `nc -N` does; reads everything that comes. */
  async asksAndEnds(text: string, expectation: string, hears: Omit<Hears, 'isEnd'>): Promise<void> {
    const action = `${this.name} writes ${sayText(text)} and ends its half`
    await this.#store.run.step(action, expectation, async () => {
      if (text !== '') await this.write(text)
      return this.endsAndHears(hears)
    })
  }

  async endsAndHears(hears: Omit<Hears, 'isEnd'>): Promise<Failure | undefined> {
    await this.peer.end()
    this.#store.countLeft()
    return this.hears({ ...hears, isEnd: true })
  }

  write(text: string): Promise<void> {
    return this.peer.write(Buffer.from(text))
  }

  /** Writes several times: whoever has closed at the other end answers the first by a reset. */
  async writesOn(piece: string): Promise<Failure | undefined> {
    const socket = await this.peer.socket
    for (let count = 0; count < 3; count++) {
      await this.write(piece)
      await this.#store.run.quiet()
    }
    if (!socket.errored) return undefined
    const { code = 'a reset' } = socket.errored as NodeJS.ErrnoException
    return {
      expected: { words: 'all of it is taken' },
      got: { words: `${code}: the connection was reset` },
      ...resets,
    }
  }

  /** Reads, and compares with what must come: the difference when there is one. */
  async hears(hears: Hears): Promise<Failure | undefined> {
    const { run } = this.#store
    const wanted = this.#heard + hears.text
    const atMost = hears.isEnd ? Number.POSITIVE_INFINITY : Buffer.byteLength(wanted)
    const received = await this.peer.receive(atMost, run.limits.settleMs)
    // A program that is stuck is told as that.
    await run.quiet()
    const got = Buffer.from(received.bytes).toString()
    if (got === wanted && isAsWanted(received, hears)) {
      this.#heard = wanted
      return undefined
    }
    return got === wanted
      ? this.#wrongEnd(received, hears)
      : this.#wrongText(hears, got.slice(this.#heard.length), received)
  }

  async #wrongEnd({ standing }: Received, hears: Hears): Promise<Failure> {
    if (standing === 'reset') {
      return {
        expected: { words: 'the answers, then the end of the stream' },
        got: { words: 'the answers, then a reset' },
        ...resets,
      }
    }
    const waiting = await this.#store.waiting(0)
    const where = waiting.length > 0 ? "; the store's end is in CLOSE_WAIT" : ''
    return {
      expected: { words: 'the end of the stream' },
      got: { words: `nothing more in ${sayMs(this.#store.run.limits.settleMs)}${where}` },
      ...(hears.ifOpen ?? neverEnds),
    }
  }

  #wrongText({ text, ...told }: Hears, got: string, { standing }: Received): Failure {
    const shown = {
      expected: { words: sayText(text) },
      got: { words: `${got === '' ? 'nothing' : sayText(got)}, then ${sayStanding[standing]}` },
    }
    if (!text.startsWith(got)) return { ...shown, ...(told.ifOther ?? otherText) }
    if (standing === 'open') return { ...shown, ...notAnswered }
    const short = standing === 'reset' ? resets : cutsAnswers
    return { ...shown, ...(told.ifShort ?? short) }
  }
}

const sayStanding = { open: 'nothing more', ended: 'the end of the stream', reset: 'a reset' }

function isAsWanted({ standing }: Received, { isEnd }: Hears): boolean {
  return isEnd ? standing === 'ended' : standing !== 'reset'
}

/** A short text as it is, of a long one the beginning. */
function sayText(text: string): string {
  if (text === '') return 'nothing'
  if (text.length <= 60) return JSON.stringify(text)
  return `${text.length} bytes: ${sayRow(Buffer.from(text), 8)}`
}

const endsEarly: Mistake = {
  sentence:
    'The store ended the connection before the answer, and this client has not left: it has only just asked. One answer does not end a conversation.',
  mistake: 'ends-early',
}

const cutsAnswers: Mistake = {
  sentence:
    'Not everything had been answered when the store ended the connection. A FIN says "I have said all", not "I have gone": this client still listens. Remember that the end has come, and end when the last answer is written.',
  mistake: 'cuts-answers',
}

const notAnswered: Mistake = {
  sentence: 'A whole request has come, and its answer has not.',
  mistake: 'not-answered',
}

const otherText: Mistake = {
  sentence: 'These are not the answers to what was asked.',
  mistake: 'other-answer',
}

const neverEnds: Mistake = {
  sentence:
    'The client has ended its half and got everything, but the store does not end the other half: both wait for ever.',
  mistake: 'never-ends',
}

const resets: Mistake = {
  sentence:
    'The connection was reset. Whoever closes before everything has been read here sends RST, and a RST may overtake the last answer: read on until the end comes, and throw away what you read.',
  mistake: 'resets',
}
