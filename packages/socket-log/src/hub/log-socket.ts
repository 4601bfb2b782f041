import { schemaVersion } from '@socket-labs/trace'
import { WebSocket } from 'ws'
import { parseLine } from '../record-lines.ts'
import { isRunName } from '../run-folder.ts'
import type { Viewer } from './live-run.ts'
import type { Lease, OpenRuns } from './open-runs.ts'
import { Refusal, toRefusal } from './refusal.ts'
import type { Ring } from './ring.ts'

/** The longest message from a viewer, 4 KiB: a hello is far shorter. */
export const maxHelloBytes = 4096

/** Records in one message to a viewer. */
const maxBatchBytes = 64 * 1024

/** While so much waits to be sent, nothing is added: the cursor waits, not the memory. */
const maxWaitingBytes = 256 * 1024

/** After so many messages that were no hello, the viewer is sent away. */
const maxMistakes = 100

interface Hello {
  run: string | undefined
  next: number | undefined
}

/** One viewer: says which run it looks at and is sent that run's records, from its cursor on. */
export class LogSocket implements Viewer {
  readonly #socket: WebSocket
  readonly #runs: OpenRuns
  #watched: { lease: Lease; ring: Ring; next: number } | undefined
  /** The latest hello not yet answered; an older one is no longer wanted. */
  #hello: Hello | undefined
  #isAnswering = false
  #mistakes = 0
  #isAlive = true

  constructor(socket: WebSocket, runs: OpenRuns) {
    this.#socket = socket
    this.#runs = runs
    socket.on('message', (data, isBinary) => this.#onMessage(isBinary ? '' : String(data)))
    socket.on('pong', () => {
      this.#isAlive = true
    })
    // Said by ws for a frame that breaks RFC 6455 or is too long; it closes the socket itself.
    socket.on('error', () => {})
    socket.on('close', () => this.#leave())
  }

  /** To be called at every beat: a viewer that has not answered the ping of the last one is dropped. */
  beat(): void {
    if (this.#isAlive) this.#socket.ping()
    else this.#socket.terminate()
    this.#isAlive = false
  }

  /** 1001: the hub goes away. Viewers that do not answer are cut off. */
  end(): void {
    this.#socket.close(1001, 'the hub is closing')
  }

  terminate(): void {
    this.#socket.terminate()
  }

  #onMessage(text: string): void {
    try {
      this.#hello = parseHello(text)
    } catch (error) {
      this.#sendMistake(error)
      return
    }
    if (!this.#isAnswering) void this.#answerHellos()
  }

  async #answerHellos(): Promise<void> {
    this.#isAnswering = true
    while (this.#hello && this.#isOpen) {
      const hello = this.#hello
      this.#hello = undefined
      this.#leave()
      await this.#look(hello).catch((error) => this.#sendMistake(error))
    }
    this.#isAnswering = false
  }

  /** Joins the run that was asked for and sends its welcome. */
  async #look({ run: wanted, next }: Hello): Promise<void> {
    const run = wanted ?? (await this.#runs.list())[0]?.run
    if (run === undefined) return this.#sendWelcome(null, 1, 0)
    const lease = await this.#runs.acquire(run)
    let ring: Ring
    try {
      ring = await lease.live.join(this)
    } catch (error) {
      await lease.release()
      throw error
    }
    this.#watched = { lease, ring, next: next ?? ring.oldest }
    if (!this.#isOpen) return this.#leave()
    this.#sendWelcome(run, ring.oldest, ring.head)
    this.onRecords()
  }

  #leave(): void {
    const watched = this.#watched
    this.#watched = undefined
    if (!watched) return
    watched.lease.live.leave(this)
    void watched.lease.release()
  }

  onTrouble(error: Error): void {
    if (!this.#watched) return
    this.#leave()
    if (this.#isOpen) this.#sendError(error)
  }

  /** Sends what there is from the cursor on, until enough waits in the socket; its draining calls again. */
  onRecords(): void {
    const watched = this.#watched
    if (!watched) return
    const { run } = watched.lease.live.reader
    const start = `{"type":"batch","run":${JSON.stringify(run)},"records":[`
    while (this.#isOpen && this.#socket.bufferedAmount < maxWaitingBytes) {
      const { gap, lines, next } = watched.ring.take(watched.next, maxBatchBytes - start.length - 2)
      watched.next = Math.max(watched.next, next)
      if (gap)
        this.#send(JSON.stringify({ type: 'gap', run, ...gap, why: 'no longer in the ring' }))
      if (lines.length === 0) return
      this.#send(`${start}${lines.join(',')}]}`)
    }
  }

  #sendWelcome(run: string | null, oldest: number, head: number): void {
    this.#send(JSON.stringify({ type: 'welcome', schema: schemaVersion, run, oldest, head }))
  }

  #sendMistake(error: unknown): void {
    if (!this.#isOpen) return
    this.#sendError(error)
    // A flood of mistakes would fill memory with answers that nobody reads.
    if (++this.#mistakes >= maxMistakes) this.#socket.close(1008, 'too many mistakes')
  }

  #sendError(error: unknown): void {
    const { code, message } = toRefusal(error)
    this.#send(JSON.stringify({ type: 'error', code, message }))
  }

  #send(text: string): void {
    this.#socket.send(text, (error) => {
      if (!error) this.onRecords()
    })
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }
}

/** Refusal for anything that is not a hello as the contract spells it. */
function parseHello(text: string): Hello {
  const message = parseLine(text)
  if (!message) throw new Refusal(400, 'ERR_MESSAGE', 'expected a JSON object as text')
  const { type, run, next } = message
  if (type !== 'hello') {
    const got = JSON.stringify(type)?.slice(0, 40) ?? 'nothing'
    throw new Refusal(400, 'ERR_MESSAGE', `expected {"type": "hello"}, got the type ${got}`)
  }
  if (run !== undefined && !(typeof run === 'string' && isRunName(run))) {
    throw new Refusal(400, 'ERR_RUN_NAME', 'expected the name of a run in "run"')
  }
  if (next !== undefined && !(Number.isSafeInteger(next) && (next as number) >= 1)) {
    throw new Refusal(400, 'ERR_NEXT', 'expected a whole number from 1 in "next"')
  }
  return { run, next: next as number | undefined }
}
