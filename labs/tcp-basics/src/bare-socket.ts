import type { ScenarioContext } from '@socket-labs/lab'
import { PosixSocket, type SocketAddress } from '@socket-labs/system'
import { textOf } from './address-text.ts'

type Context = Pick<ScenarioContext, 'now' | 'record'>
type End = 'client' | 'server'

let count = 0

/**
 * A TCP socket with the bare calls of the system, which writes down what it does, as the taps do for
 * Node's. What the kernel refuses is written down too, and thrown.
 */
export class BareSocket {
  readonly posix: PosixSocket
  readonly at: End
  readonly #ctx: Context
  readonly #name = `bare${++count}`
  #listensAt = ''

  /** `posix` is this one's from now on. */
  constructor(ctx: Context, at: End, posix = PosixSocket.tcp()) {
    this.#ctx = ctx
    this.at = at
    this.posix = posix
    if (posix.state() === 'LISTEN') this.#tellListening()
  }

  /** Listens at an address; its queue holds `backlog` + 1 connections that nobody has accepted. */
  listen(address: SocketAddress, backlog: number): void {
    this.#attempt(() => {
      this.posix.bind(address)
      this.posix.listen(backlog)
    })
    this.#tellListening()
  }

  /** Asks for a connection and does not wait for it. */
  connect(to: SocketAddress): void {
    const tMs = this.#ctx.now()
    this.#attempt(() => {
      try {
        this.posix.connect(to)
      } finally {
        // Only now the kernel has chosen a port.
        const local = this.posix.localAddress()
        const known = local.port === 0 ? {} : { local: textOf(local) }
        this.#record('socket.connecting', { tMs, remote: textOf(to), ...known })
      }
    })
  }

  /** Resolves when the connection stands. */
  async connected(withinMs?: number): Promise<this> {
    try {
      await this.posix.connected(withinMs)
    } catch (error) {
      throw this.#failed(error)
    }
    this.#record('socket.connect', this.#ends())
    return this
  }

  /** The next connection, as soon as there is one. */
  async accepted(): Promise<BareSocket> {
    const socket = new BareSocket(this.#ctx, this.at, await this.posix.accepted())
    socket.#record('socket.accept', socket.#ends())
    return socket
  }

  async send(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text)
    this.#record('socket.write', { returned: true, queuedBytes: 0 }, bytes)
    await this.posix.sent(bytes)
  }

  /** What has come, as text; '' is the end of the stream. */
  async received(): Promise<string> {
    const bytes = await this.posix.received(65_536)
    if (bytes.length === 0) this.#record('socket.end')
    else this.#record('socket.data', {}, bytes)
    return new TextDecoder().decode(bytes)
  }

  close(): void {
    if (this.posix.fd < 0) return
    this.#record('socket.close', { hadError: false })
    this.posix.close()
  }

  #tellListening(): void {
    this.#listensAt = textOf(this.posix.localAddress())
    this.#record('socket.listening')
  }

  #ends() {
    return {
      local: textOf(this.posix.localAddress()),
      remote: textOf(this.posix.remoteAddress()),
    }
  }

  #attempt(call: () => void): void {
    try {
      call()
    } catch (error) {
      throw this.#failed(error)
    }
  }

  #failed(error: unknown): unknown {
    if (isRefusal(error)) {
      const { code, message, syscall } = error
      this.#record('socket.error', { code, message, syscall })
    }
    return error
  }

  #record(kind: string, fields: Record<string, unknown> = {}, bytes?: Uint8Array): void {
    // A listener is part of no connection.
    const who = this.#listensAt ? { local: this.#listensAt } : { socket: this.#name }
    this.#ctx.record({ kind, at: this.at, origin: 'observed', ...who, ...fields }, bytes)
  }
}

/** The name of the error with which the kernel refuses `call`; `works` where it does not. */
export function outcomeOf(call: () => void): string {
  try {
    call()
    return 'works'
  } catch (error) {
    if (isRefusal(error)) return error.code
    throw error
  }
}

/** What the kernel said no with; all other errors are mistakes of the program. */
function isRefusal(error: unknown): error is Error & { code: string; syscall: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error
}
