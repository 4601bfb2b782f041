import {
  type CaseRun,
  type Connection,
  type Failure,
  firstDifference,
  type Settlement,
  sayMs,
  sayRow,
  sayValue,
} from '@socket-labs/grade'

/**
 * One connection on which `collect` is called, and the stream that the peer writes to it. What is
 * wanted of each call is a part of that stream: from where the call before ended, `byteCount` bytes.
 */
export class Collecting {
  readonly run: CaseRun
  readonly connection: Connection
  readonly stream: Uint8Array
  byteCount = 0
  #call = ''
  #takenBytes = 0
  #writtenBytes = 0

  static async connect(run: CaseRun, stream: Uint8Array): Promise<Collecting> {
    const connection = await run.act('a connection is opened', () => run.connect())
    return new Collecting(run, connection, stream)
  }

  private constructor(run: CaseRun, connection: Connection, stream: Uint8Array) {
    this.run = run
    this.connection = connection
    this.stream = stream
  }

  /** Calls `collect`, and judges by `check` what has become of it when the program has nothing to do. */
  async call(byteCount: number, expectation: string, check: () => Promise<Failure | undefined>) {
    this.byteCount = byteCount
    await this.run.step(`collect(socket, ${byteCount})`, expectation, async () => {
      const { socket } = this.connection
      this.#call = await this.run.call('collect', { ref: socket }, { value: byteCount })
      return check()
    })
  }

  /** The peer writes the next bytes of the stream, and the program has read them when `check` looks. */
  async write(byteCount: number, expectation: string, check: () => Promise<Failure | undefined>) {
    const bytes = this.#next(byteCount)
    await this.run.step(`peer writes ${sayRow(bytes)}`, expectation, async () => {
      const notRead = await this.#deliver(bytes)
      return (await check()) ?? notRead
    })
  }

  /** The same without an expectation. */
  async writeOnly(byteCount: number) {
    const bytes = this.#next(byteCount)
    await this.run.step(`peer writes ${sayRow(bytes)}`, '', () => this.#deliver(bytes))
  }

  settled(withinMs?: number): Promise<Settlement | undefined> {
    return this.run.settled(this.#call, withinMs)
  }

  checkWaits = async (): Promise<Failure | undefined> => {
    const settled = await this.settled(0)
    return settled && this.#differenceFromWanted(settled)
  }

  /** It must have resolved with its bytes and left the socket open. */
  checkResolved = async (): Promise<Failure | undefined> => {
    const settled = await this.settled()
    if (!settled) return this.#stillPending()
    const difference = this.#differenceFromWanted(settled) ?? (await this.#checkOpen())
    this.#takenBytes += this.byteCount
    return difference
  }

  /** Waits for the pieces one by one; nothing may come before the last of them. */
  async writePieces(pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of pieces.slice(0, -1)) {
      await this.write(piece.length, 'it still waits', this.checkWaits)
    }
    await this.write(pieces.at(-1)?.length ?? 0, this.resolves, this.checkResolved)
  }

  get resolves(): string {
    return `it resolves with ${count(this.byteCount, 'byte')}`
  }

  get #wanted(): Uint8Array {
    return this.stream.subarray(this.#takenBytes, this.#takenBytes + this.byteCount)
  }

  #next(byteCount: number): Uint8Array {
    return this.stream.subarray(this.#writtenBytes, this.#writtenBytes + byteCount)
  }

  /** Returns when the learner's socket has read the bytes, or what is wrong when it does not. */
  async #deliver(bytes: Uint8Array): Promise<Failure | undefined> {
    const { run, connection } = this
    this.#writtenBytes += bytes.length
    await connection.peer.write(bytes)
    if (await run.arrived(connection.socket, this.#writtenBytes)) return undefined
    const readBytes = run.reads(connection.socket).reduce((sum, size) => sum + size, 0)
    return {
      expected: { words: `${this.#writtenBytes} bytes read from the connection` },
      got: { words: `${readBytes} bytes read, and no more in ${sayMs(run.limits.settleMs)}` },
      sentence: 'The peer has written, but the socket does not read it any more.',
      mistake: 'stops-reading',
    }
  }

  async #checkOpen(): Promise<Failure | undefined> {
    const { isDestroyed } = await this.run.inspect(this.connection.socket)
    if (!isDestroyed) return undefined
    return {
      expected: { words: 'a socket that is still open' },
      got: { words: 'socket.destroyed is true' },
      sentence:
        'The bytes are right, but the socket was destroyed: nobody can read what follows, nor answer. Leaving a "for await" over a socket does that.',
      mistake: 'destroys-the-socket',
    }
  }

  async #stillPending(): Promise<Failure> {
    const pending = `the promise is still pending after ${sayMs(this.run.limits.settleMs)}`
    return {
      expected: { bytesHex: hex(this.#wanted) },
      got: { words: `nothing: ${pending}` },
      ...(await this.#whyPending()),
    }
  }

  async #whyPending(): Promise<Mistake> {
    const { byteCount } = this
    const reads = this.run.reads(this.connection.socket).length
    if (this.#takenBytes > 0) {
      return {
        sentence: `This call never settled. Its ${byteCount} bytes had come in the same read as those of the call before, and belonged to the next reader.`,
        mistake: 'loses-surplus',
      }
    }
    const arrived = `All ${byteCount} bytes had arrived, in ${count(reads, 'read')}`
    if (!(await this.#settlesAtRead(byteCount, reads))) {
      return { sentence: `${arrived}, but it never settled.` }
    }
    return {
      sentence: `${arrived}. It settled later, at read number ${byteCount}: it counts reads, not bytes.`,
      mistake: 'counts-reads',
    }
  }

  /** One more byte at a time: does it settle when there were `wantedReads` reads, and not before? */
  async #settlesAtRead(wantedReads: number, reads: number): Promise<boolean> {
    for (let read = reads + 1; read <= wantedReads; read++) {
      if (await this.settled(0)) return false
      await this.#deliver(Uint8Array.of(0x2e))
    }
    return reads < wantedReads && (await this.settled(0)) !== undefined
  }

  #differenceFromWanted({ outcome, value }: Settlement): Failure | undefined {
    const expected = { bytesHex: hex(this.#wanted) }
    if (outcome !== 'resolved' || value.type !== 'bytes' || !value.isBuffer) {
      return {
        expected,
        got: { words: `it ${outcome}: ${sayValue(value)}` },
        sentence:
          outcome === 'rejected'
            ? 'It rejected although the stream had neither ended nor failed.'
            : 'collect must return a promise, and here that must resolve with a Buffer.',
      }
    }
    if (firstDifference(this.#wanted, value.bytes) === undefined) return undefined
    return { expected, got: { bytesHex: hex(value.bytes) }, ...this.#mistake(value.bytes) }
  }

  /** Names the mistake by what came; says no more than that where it is not a known one. */
  #mistake(got: Uint8Array): Mistake {
    const { byteCount, stream } = this
    const next = stream.subarray(this.#takenBytes, this.#takenBytes + got.length)
    if (hex(got).includes('efbfbd')) return throughText
    if (firstDifference(next, got) !== undefined) {
      return { sentence: 'These are not the bytes that the peer wrote.' }
    }
    if (got.length > byteCount) {
      const surplus = count(got.length - byteCount, 'byte')
      return {
        sentence: `It resolved with more than byteCount bytes: the last ${surplus} belonged to the next reader.`,
        mistake: 'takes-surplus',
      }
    }
    const sentence = `It resolved with ${got.length} of ${byteCount} bytes.`
    if (got.length !== this.run.reads(this.connection.socket).at(-1)) return { sentence }
    return {
      sentence: `It resolved with what one read brought, ${got.length} of ${byteCount} bytes. A read brings what has arrived so far; where a write ended is not part of the stream.`,
      mistake: 'one-read',
    }
  }
}

type Mistake = Pick<Failure, 'sentence' | 'mistake'>

const throughText: Mistake = {
  sentence:
    'Where other bytes were written stands ef bf bd, the replacement character U+FFFD: the bytes were turned into text and back. A read can end within a character, and not every byte is text.',
  mistake: 'through-text',
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** `1 byte`, `2 bytes`. */
export function count(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`
}
