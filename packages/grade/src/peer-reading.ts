import type { Socket } from 'node:net'

/** How the other end's half of a connection stands. A connection that is aborted was reset. */
export type Standing = 'open' | 'ended' | 'reset'

export interface Received {
  /** Everything that came since the connection was opened. */
  bytes: Uint8Array
  standing: Standing
}

/** Reads the grader's end of a connection. Nothing is read before somebody asks: that fills the window. */
export class PeerReading {
  readonly #socket: Socket
  readonly #chunks: Buffer[] = []
  #receivedBytes = 0
  #standing: Standing = 'open'
  #isReading = false
  #wake: () => void = () => {}

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => this.#stand('reset'))
    // With nothing before it the end of the stream is met although nobody reads.
    socket.on('end', () => this.#stand('ended'))
    socket.on('close', () => this.#stand(socket.readableEnded ? 'ended' : 'reset'))
  }

  /** Resolves when `byteCount` bytes have come in all, when no more can come, or when nothing came for `withinMs`. */
  async receive(byteCount: number, withinMs: number): Promise<Received> {
    this.#read()
    const isOver = () => this.#receivedBytes >= byteCount || this.#standing !== 'open'
    if (!isOver()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs)
        this.#wake = () => {
          if (!isOver()) return void timer.refresh()
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return { bytes: Buffer.concat(this.#chunks), standing: this.#standing }
  }

  #read(): void {
    if (this.#isReading) return
    this.#isReading = true
    this.#socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#receivedBytes += chunk.length
      this.#wake()
    })
  }

  #stand(standing: Standing): void {
    if (this.#standing === 'open') this.#standing = standing
    this.#wake()
  }
}
