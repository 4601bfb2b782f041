import {
  type CaseRun,
  type Failure,
  firstDifference,
  type Peer,
  type Received,
  type Standing,
  sayMs,
  sayRow,
  sayValue,
} from '@socket-labs/grade'

/** One server that the learner's `startEcho` made, and what its clients sent before. */
export class Echoing {
  readonly run: CaseRun
  readonly port: number
  readonly #server: string
  readonly #clients: Client[] = []
  /** All that clients of this server sent, with who it was. */
  readonly #sent: { client: Client; bytes: Uint8Array }[] = []

  static async start(run: CaseRun): Promise<Echoing> {
    let echoing: Echoing | undefined
    await run.step('startEcho()', 'it resolves with a port', async () => {
      const server = await run.make('startEcho')
      const port = await run.field(server, 'port')
      if (port?.type === 'data' && isPort(port.data)) {
        echoing = new Echoing(run, server, port.data)
        return undefined
      }
      return {
        expected: { words: 'port: the number of the port on which it listens' },
        got: { words: `port: ${port ? sayValue(port) : 'nothing'}` },
        sentence: 'Without the number of its port nobody can connect to the server.',
      }
    })
    return echoing as Echoing
  }

  private constructor(run: CaseRun, server: string, port: number) {
    this.run = run
    this.#server = server
    this.port = port
  }

  async connect(name: string): Promise<Client> {
    let peer: Peer | undefined
    await this.run.step(`${name} connects`, 'the connection opens', async () => {
      peer = await this.run.dial(this.port)
      return undefined
    })
    const client = new Client(this, name, peer as Peer)
    this.#clients.push(client)
    return client
  }

  async close(): Promise<void> {
    await this.run.step('close()', 'it resolves', () => this.checkClose())
  }

  /** Calls `close`, and answers what is wrong when it has not resolved in time. */
  async checkClose(): Promise<Failure | undefined> {
    const settled = await this.run.callOn(this.#server, 'close')
    return settled?.outcome === 'resolved' ? undefined : notClosed(settled, this.run)
  }

  note(client: Client, bytes: Uint8Array): void {
    this.#sent.push({ client, bytes })
  }

  /** The client to which these bytes came back, where it is not the one that sent them. */
  async receiverOf(bytes: Uint8Array, sender: Client): Promise<Client | undefined> {
    for (const client of this.#clients) {
      if (client !== sender && (await client.hasReceived(bytes))) return client
    }
    return undefined
  }

  /** Whose earlier bytes these are, where they are somebody's. */
  senderOf(bytes: Uint8Array): Client | undefined {
    return this.#sent.find((one) => bytes.length > 0 && startsWith(bytes, one.bytes))?.client
  }
}

/** The grader's end of one connection to the server. */
export class Client {
  readonly name: string
  readonly peer: Peer
  readonly #echoing: Echoing
  #wanted: Buffer = Buffer.alloc(0)
  #last: Uint8Array = new Uint8Array()
  #messages = 0

  constructor(echoing: Echoing, name: string, peer: Peer) {
    this.#echoing = echoing
    this.name = name
    this.peer = peer
  }

  /** Writes, and the same bytes must come back. */
  async exchange(bytes: Uint8Array): Promise<void> {
    await this.write(bytes, 'the same bytes come back', () => this.checkEcho())
  }

  async write(
    bytes: Uint8Array,
    expectation: string,
    check: () => Promise<Failure | undefined>,
  ): Promise<void> {
    await this.#echoing.run.step(`${this.name} writes ${sayRow(bytes)}`, expectation, async () => {
      this.expect(bytes)
      await this.peer.write(bytes)
      return check()
    })
  }

  /** Counts these bytes among those that must come back. */
  expect(bytes: Uint8Array): void {
    this.#wanted = Buffer.concat([this.#wanted, bytes])
    this.#last = bytes
    this.#messages += 1
    this.#echoing.note(this, bytes)
  }

  checkEcho = async (): Promise<Failure | undefined> => {
    const { run } = this.#echoing
    const received = await this.peer.receive(this.#wanted.length, run.limits.settleMs)
    // A server that is stuck is told as that.
    await run.quiet()
    const difference = firstDifference(this.#wanted, received.bytes)
    return difference === undefined ? undefined : this.#misread(received)
  }

  /** The stream must end, after everything has come back. */
  checkEnd = async (): Promise<Failure | undefined> => {
    const failure = await this.checkEcho()
    if (failure) return failure
    const { run } = this.#echoing
    const { standing } = await this.peer.receive(Number.POSITIVE_INFINITY, run.limits.settleMs)
    if (standing === 'ended') return undefined
    return {
      expected: { words: 'the end of the stream' },
      got: { words: standing === 'reset' ? 'a reset' : sayOpen(run) },
      sentence:
        standing === 'reset'
          ? 'The connection was reset, although the client had ended it in the usual way.'
          : 'The client has ended its half and got everything, but the server does not end the other half: both wait for ever.',
      mistake: standing === 'reset' ? 'resets-at-the-end' : 'never-ends',
    }
  }

  async hasReceived(bytes: Uint8Array): Promise<boolean> {
    const received = await this.peer.receive(0, 0)
    return Buffer.from(received.bytes).includes(Buffer.from(bytes))
  }

  async #misread({ bytes, standing }: Received): Promise<Failure> {
    const wanted = this.#wanted
    const isPrefix = bytes.length < wanted.length && startsWith(wanted, bytes)
    const { run } = this.#echoing
    const shown = {
      expected: wanted.length > 64 ? { words: count(wanted.length) } : { bytesHex: hex(wanted) },
      got: isPrefix
        ? { words: `${count(bytes.length)}, then ${sayStanding(standing, run)}` }
        : bytes.length > 64
          ? { words: `${count(bytes.length)}, not those that were sent` }
          : { bytesHex: hex(bytes) },
    }
    const receiver = await this.#echoing.receiverOf(this.#last, this)
    if (receiver) return { ...shown, ...sayReceiver(receiver) }
    return { ...shown, ...(isPrefix ? this.#sayShort(bytes, standing) : this.#sayOther(bytes)) }
  }

  #sayShort(bytes: Uint8Array, standing: Standing): Mistake {
    const isAfterFirst = this.#messages > 1 && bytes.length > 0
    if (standing !== 'open' && isAfterFirst) {
      const sentence =
        'The server ended the connection after its first answer. The client is not done: a connection carries as many messages as it likes.'
      return { sentence, mistake: 'ends-after-first' }
    }
    if (isAfterFirst) {
      const sentence =
        "The first message was answered, and this one was not. A handler for one event ('once') hears one read, not one connection."
      return { sentence, mistake: 'first-message-only' }
    }
    const sentence =
      standing === 'open'
        ? 'These bytes were sent, and the server does not send them back.'
        : 'The server ended the connection before everything had come back.'
    return { sentence }
  }

  #sayOther(bytes: Uint8Array): Mistake {
    if (hex(bytes).includes('efbfbd')) {
      const sentence =
        'Where other bytes were sent stands ef bf bd, the replacement character U+FFFD: the bytes were turned into text and back. Not every byte is text.'
      return { sentence, mistake: 'through-text' }
    }
    const tail = bytes.subarray(commonLength(bytes, this.#wanted))
    const sender = this.#echoing.senderOf(tail)
    if (sender === this || this.#repeats(bytes)) {
      const sentence =
        'This is the answer to an earlier message again. It was made once, outside of the handler that runs for each read.'
      return { sentence, mistake: 'first-answer-kept' }
    }
    if (sender) {
      const sentence = `These are another client's bytes (${sender.name} sent them). What belongs to one connection must not be kept outside of its handler.`
      return { sentence, mistake: 'shared-bytes' }
    }
    return { sentence: 'These are not the bytes that were sent.' }
  }

  #repeats(bytes: Uint8Array): boolean {
    const first = this.#echoing.senderOf(bytes)
    return first === this && bytes.length > 0 && this.#messages > 1
  }
}

function sayReceiver({ name }: Client): Mistake {
  const sentence = `These bytes came back to another client (${name}). A variable outside of the handler holds one value for all clients: what belongs to one connection belongs into its handler.`
  return { sentence, mistake: 'answers-another' }
}

export type Mistake = Pick<Failure, 'sentence' | 'mistake'>

type Settlement = Awaited<ReturnType<CaseRun['callOn']>>

function notClosed(settled: Settlement, run: CaseRun): Failure {
  return {
    expected: { words: 'a promise that resolves' },
    got: { words: settled ? `${settled.outcome}: ${sayValue(settled.value)}` : sayPending(run) },
    sentence: settled
      ? 'close must return a promise, and that must resolve.'
      : 'close() never settled, although no client is connected any more.',
    mistake: settled ? 'close-without-promise' : 'close-never-settles',
  }
}

export function sayPending({ limits }: CaseRun): string {
  return `nothing: the promise is still pending after ${sayMs(limits.settleMs)}`
}

function sayOpen({ limits }: CaseRun): string {
  return `nothing more in ${sayMs(limits.settleMs)}; the connection is open`
}

function sayStanding(standing: Standing, run: CaseRun): string {
  if (standing === 'open') return sayOpen(run)
  return standing === 'ended' ? 'the end of the stream' : 'a reset'
}

function isPort(data: unknown): data is number {
  return typeof data === 'number' && Number.isInteger(data) && data > 0 && data < 65_536
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return bytes.length >= start.length && commonLength(bytes, start) === start.length
}

function commonLength(left: Uint8Array, right: Uint8Array): number {
  const most = Math.min(left.length, right.length)
  const difference = firstDifference(left.subarray(0, most), right.subarray(0, most))
  return difference ?? most
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** `1 byte`, `300 bytes`, `12 MiB`. */
export function count(bytes: number): string {
  const mebibyte = 1024 * 1024
  if (bytes >= mebibyte) return `${Math.floor(bytes / mebibyte)} MiB`
  return bytes === 1 ? '1 byte' : `${bytes} bytes`
}
