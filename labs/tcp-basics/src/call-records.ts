import type { ScenarioContext } from '@socket-labs/lab'
import type { PosixSocket } from '@socket-labs/system'
import { textOf } from './address-text.ts'

/** The two addresses of a connected socket, by which a record finds its connection. */
export function endsOf(socket: PosixSocket): { local: string; remote: string } {
  return { local: textOf(socket.localAddress()), remote: textOf(socket.remoteAddress()) }
}

/** Sends and receives with one end's bare calls, and writes each down with what the kernel said. */
export class CallRecords {
  readonly ends: { local: string; remote: string }
  readonly #ctx: Pick<ScenarioContext, 'now' | 'record'>
  readonly #socket: PosixSocket
  readonly #at: 'client' | 'server'

  /** `socket` is connected. */
  constructor(
    ctx: Pick<ScenarioContext, 'now' | 'record'>,
    socket: PosixSocket,
    at: 'client' | 'server',
  ) {
    this.#ctx = ctx
    this.#socket = socket
    this.#at = at
    this.ends = endsOf(socket)
  }

  /** How many bytes the kernel took; undefined: none, EAGAIN. */
  send(bytes: Uint8Array): number | undefined {
    const tMs = this.#ctx.now()
    const result = this.#socket.send(bytes)
    const outcome = result === undefined ? { result: -1, errno: 'EAGAIN' } : { result }
    this.#call('send', { tMs, args: { bytes: bytes.length }, ...outcome })
    return result
  }

  /** The next bytes, at most `maxBytes` of them; empty at the end of the stream. */
  async receive(maxBytes: number): Promise<Uint8Array> {
    const bytes = await this.#socket.received(maxBytes)
    this.#call('recv', { tMs: this.#ctx.now(), args: { maxBytes }, result: bytes.length })
    return bytes
  }

  /** What waits in this end's kernel now: of what was sent, all that is not acknowledged. */
  queues(): { sendQueueBytes: number; notSentBytes: number; receiveQueueBytes: number } {
    const queues = {
      sendQueueBytes: this.#socket.unsentBytes(),
      notSentBytes: this.#socket.notSentBytes(),
      receiveQueueBytes: this.#socket.unreadBytes(),
    }
    this.#ctx.record({ kind: 'tcp.queues', ...this.#seen('polled'), ...queues })
    return queues
  }

  /** What TCP_INFO tells of this end now. */
  info(): void {
    const told = { instrument: 'TCP_INFO', ...this.#socket.tcpInfo() }
    this.#ctx.record({ kind: 'tcp.info', ...this.#seen('polled'), ...told })
  }

  #call(name: string, { tMs, ...fields }: { tMs: number } & Record<string, unknown>): void {
    const call = { tMs, name, ...fields, durationMs: this.#ctx.now() - tMs }
    this.#ctx.record({ kind: 'syscall', ...this.#seen('observed'), ...call })
  }

  #seen<O extends 'observed' | 'polled'>(origin: O) {
    return { at: this.#at, origin, ...this.ends }
  }
}
