import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { LearnerNetwork } from './learner-network.ts'
import { PeerReading, type Received } from './peer-reading.ts'

/** The grader's own end of a connection: a real socket on loopback, in the grader's process. */
export class Peer {
  readonly #server: Server | undefined
  readonly #accepted: Promise<Socket>
  readonly #reading: Promise<PeerReading>

  /** Waits for one connection. */
  static async listen(network: LearnerNetwork): Promise<Peer> {
    const server = await network.listen()
    const accepted = once(server, 'connection').then(([socket]) => socket as Socket)
    return new Peer(accepted, server)
  }

  /** The end of a connection that stands. */
  static of(socket: Socket): Peer {
    return new Peer(Promise.resolve(socket), undefined)
  }

  private constructor(accepted: Promise<Socket>, server: Server | undefined) {
    this.#server = server
    // A learner's program may reset the connection whenever it likes.
    this.#accepted = accepted.then((socket) => socket.on('error', () => {}))
    this.#reading = this.#accepted.then((socket) => new PeerReading(socket))
  }

  /** Where it listens; 0 for an end that connected. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | undefined)?.port ?? 0
  }

  /** The socket itself, once the connection stands: for whoever records what this end does. */
  get socket(): Promise<Socket> {
    return this.#accepted
  }

  /** Resolves when the kernel has the bytes: they leave as one segment as long as they are few. */
  async write(bytes: Uint8Array): Promise<void> {
    const socket = await this.#accepted
    await new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
  }

  /**
   * Reads: resolves when `byteCount` bytes have come since the connection was opened, when no more can
   * come, or when nothing came for `withinMs`. Before the first call nothing is read.
   */
  async receive(byteCount: number, withinMs: number): Promise<Received> {
    return (await this.#reading).receive(byteCount, withinMs)
  }

  /**
   * Writes as much as the other end takes: until all is with the kernel, or `stallMs` passed in which it
   * took nothing. Answers how many bytes it took.
   */
  async writeUntilStalled(bytes: Uint8Array, stallMs: number): Promise<number> {
    const socket = await this.#accepted
    const pieceBytes = 64 * 1024
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const isTaken = await taken(socket, bytes.subarray(at, at + pieceBytes), stallMs)
      if (!isTaken) return Math.min(at + pieceBytes, bytes.length)
    }
    return bytes.length
  }

  /** Writes without waiting: what the kernel does not take now goes when there is room. */
  async queue(bytes: Uint8Array): Promise<void> {
    const socket = await this.#accepted
    socket.write(bytes)
  }

  /** Sends the end of stream (FIN). */
  async end(): Promise<void> {
    const socket = await this.#accepted
    socket.end()
  }

  /** Aborts the connection (RST). */
  async reset(): Promise<void> {
    const socket = await this.#accepted
    socket.resetAndDestroy()
  }

  close(): void {
    this.#server?.close()
    void this.#accepted.then((socket) => socket.destroy())
  }
}

/** False when the kernel has not taken it in time; it stays queued, and goes when there is room. */
function taken(socket: Socket, piece: Uint8Array, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), withinMs)
    socket.write(piece, () => {
      clearTimeout(timer)
      resolve(!socket.destroyed)
    })
  })
}
