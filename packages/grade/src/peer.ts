import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** The grader's own end of a connection: a real socket on loopback, in the grader's process. */
export class Peer {
  readonly #server: Server
  readonly #accepted: Promise<Socket>

  static async listen(): Promise<Peer> {
    const server = createServer({ noDelay: true })
    const accepted = once(server, 'connection').then(([socket]) => socket as Socket)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Peer(server, accepted)
  }

  private constructor(server: Server, accepted: Promise<Socket>) {
    this.#server = server
    // A learner's program may reset the connection whenever it likes.
    this.#accepted = accepted.then((socket) => socket.on('error', () => {}))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Resolves when the kernel has the bytes: they leave as one segment as long as they are few. */
  async write(bytes: Uint8Array): Promise<void> {
    const socket = await this.#accepted
    await new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
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
    this.#server.close()
    void this.#accepted.then((socket) => socket.destroy())
  }
}
