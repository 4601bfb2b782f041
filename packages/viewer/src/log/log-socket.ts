/** The part of a WebSocket that is used here, so that a test can stand in for the network. */
export interface SocketLike {
  addEventListener(type: 'open' | 'close', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  send(text: string): void
  close(): void
}

/**
 * `connecting` for the first time, `open`, `reconnecting` after a loss, `refused` (the page's key is no
 * longer valid: asking again is no use), `closed` by the page itself.
 */
export type LinkState = 'connecting' | 'open' | 'reconnecting' | 'refused' | 'closed'

export interface LogSocketOptions {
  openSocket(): SocketLike
  /** What to say first on each connection. */
  hello(): string
  onMessage(text: string): void
  onState(state: LinkState): void
  /** A browser does not tell why a WebSocket was turned away; an ordinary request does. */
  isRefused(): Promise<boolean>
  /** Calls back after `delayMs`. */
  later(delayMs: number, run: () => void): void
}

const firstDelayMs = 200
const longestDelayMs = 5000

/** One line to the log that is opened again whenever it is lost, with longer and longer pauses. */
export class LogSocket {
  #options: LogSocketOptions
  #socket: SocketLike | undefined
  #delayMs = firstDelayMs
  #isClosed = false

  constructor(options: LogSocketOptions) {
    this.#options = options
    this.#setState('connecting')
    this.#connect()
  }

  /** Ends the line for good. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#socket?.close()
    this.#options.onState('closed')
  }

  #connect(): void {
    if (this.#isClosed) return
    const socket = this.#options.openSocket()
    this.#socket = socket
    socket.addEventListener('open', () => {
      this.#delayMs = firstDelayMs
      socket.send(this.#options.hello())
      this.#setState('open')
    })
    socket.addEventListener('message', ({ data }) => {
      if (!this.#isClosed && typeof data === 'string') this.#options.onMessage(data)
    })
    socket.addEventListener('close', () => void this.#lost())
  }

  async #lost(): Promise<void> {
    if (this.#isClosed) return
    this.#setState('reconnecting')
    if (await this.#options.isRefused()) return this.#setState('refused')
    this.#options.later(this.#delayMs, () => this.#connect())
    this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs)
  }

  #setState(state: LinkState): void {
    if (!this.#isClosed) this.#options.onState(state)
  }
}
