import { type RemoteInfo, Socket } from 'node:dgram'
import { crc32 } from 'node:zlib'
import type { Place } from '@socket-labs/trace'
import { endpoint } from './endpoint.ts'
import type { Recorder, Seen } from './recorder.ts'
import { sendCallOf } from './send-call.ts'

type Method = (this: Socket, ...args: unknown[]) => unknown

/**
 * Taps every `node:dgram` socket that this process binds or sends from, from now on.
 * `client` and `server` are the places at which they are noted: a socket that the program binds itself
 * is a server's, one that got its port because it sent or connected is a client's.
 * Returns a function that stops discovering new ones.
 *
 * Nothing is changed for the program: no listener is added; the socket's own `emit` is wrapped, and a
 * callback that the program gave to `send`. Without one Node tells nobody that the kernel refused a
 * datagram: then it is noted as sent.
 */
export function tapDgram(recorder: Recorder, client: Place, server: Place): () => void {
  const { bind, connect, send } = Socket.prototype as unknown as Record<string, Method>
  const bare = { bind, connect, send } as Record<'bind' | 'connect' | 'send', Method>
  const asServer = { recorder, at: server, isServer: true }
  const asClient = { recorder, at: client, isServer: false }
  const tapped: Record<keyof typeof bare, Method> = {
    bind(...args) {
      tapOf(this, asServer)
      return bare.bind.apply(this, args)
    },
    connect(...args) {
      tapOf(this, asClient)
      return bare.connect.apply(this, args)
    },
    send(...args) {
      const note = tapOf(this, asClient).sends(args)
      const returned = bare.send.apply(this, args)
      note?.()
      return returned
    },
  }
  Object.assign(Socket.prototype, tapped)
  return () => {
    Object.assign(Socket.prototype, bare)
  }
}

interface Watch {
  recorder: Recorder
  at: Place
  isServer: boolean
}

const taps = new WeakMap<Socket, DatagramTap>()
let count = 0

function tapOf(socket: Socket, watch: Watch): DatagramTap {
  let tap = taps.get(socket)
  if (!tap) {
    tap = new DatagramTap(socket, watch)
    taps.set(socket, tap)
    wrapEmit(socket, tap)
  }
  return tap
}

class DatagramTap {
  readonly #socket: Socket
  readonly #watch: Watch
  readonly #name = `${process.pid}-d${++count}`
  /** The last that Node told: after the socket's end it tells none. */
  #local: string | undefined
  /** Whom it talked with: its end belongs to a conversation only where there was one alone. */
  readonly #peers = new Set<string>()

  constructor(socket: Socket, watch: Watch) {
    this.#socket = socket
    this.#watch = watch
  }

  /**
   * What has to be done after the call of `send`, if anything. A callback in `args` is wrapped: it alone
   * learns whether the kernel took the datagram. A socket without a port keeps the call, and makes it
   * again as soon as it has one: only that second call is noted.
   */
  sends(args: unknown[]): (() => void) | undefined {
    if (!this.#bound()) return undefined
    const call = sendCallOf(args, this.#endpoint('remoteAddress'))
    if (!call) return undefined
    const { recorder } = this.#watch
    const { remote, callbackAt } = call
    const tMs = recorder.now()
    const fields = { tMs, remote, digest: digestOf(call.bytes) }
    const originalBytes = call.bytes.length
    const bytes = call.bytes.slice(0, recorder.captureBytes)
    const note = (): void => this.#datagram('sent', fields, { bytes, originalBytes })
    if (callbackAt === undefined) return note
    const callback = args[callbackAt] as (...told: unknown[]) => void
    args[callbackAt] = (error: unknown, ...told: unknown[]) => {
      if (error) this.#saw('socket.error', { ...errorFields(error), remote })
      else note()
      callback(error, ...told)
    }
    return undefined
  }

  event(name: unknown, first: unknown, second: unknown): void {
    if (name === 'message') {
      const { address, port } = second as RemoteInfo
      const bytes = first as Buffer
      const fields = { remote: endpoint(address, port), digest: digestOf(bytes) }
      this.#datagram('received', fields, { bytes, originalBytes: bytes.length })
    } else if (name === 'listening') {
      const local = this.#bound()
      if (this.#watch.isServer) this.#write('socket.listening', { local })
    } else if (name === 'connect') {
      this.#saw('socket.connect', { remote: this.#endpoint('remoteAddress') })
    } else if (name === 'error') this.#saw('socket.error', errorFields(first))
    else if (name === 'close') this.#closed()
  }

  #closed(): void {
    const [peer, ...others] = this.#peers
    const remote = others.length === 0 ? peer : undefined
    if (this.#watch.isServer) this.#write('socket.close', { local: this.#local })
    else this.#saw('socket.close', { remote })
  }

  #datagram(
    direction: 'sent' | 'received',
    fields: { remote: string | undefined; digest: string; tMs?: number },
    payload: Payload,
  ): void {
    const local = this.#bound()
    const { remote } = fields
    const [from, to] = direction === 'sent' ? [local, remote] : [remote, local]
    if (remote) this.#peers.add(remote)
    this.#saw('udp.datagram', { ...fields, from, to, direction }, payload)
  }

  #saw(kind: string, fields: Record<string, unknown>, payload?: Payload): void {
    this.#write(kind, { socket: this.#name, local: this.#bound(), ...fields }, payload)
  }

  #write(kind: string, fields: Record<string, unknown>, payload?: Payload): void {
    const { recorder, at } = this.#watch
    const seen: Seen = { kind, at, origin: 'observed', transport: 'udp', ...fields }
    if (payload) recorder.record(seen, payload.bytes, payload.originalBytes)
    else recorder.record(seen)
  }

  /** Where the socket is bound, or was; undefined before it is. */
  #bound(): string | undefined {
    this.#local = this.#endpoint('address') ?? this.#local
    return this.#local
  }

  /** Node throws for a socket that is not bound, not connected, or closed. */
  #endpoint(which: 'address' | 'remoteAddress'): string | undefined {
    try {
      const { address, port } = this.#socket[which]()
      return endpoint(address, port)
    } catch {
      return undefined
    }
  }
}

/** A datagram carries no number: by this it is known again at the other end. */
function digestOf(payload: Uint8Array): string {
  return crc32(payload).toString(16).padStart(8, '0')
}

interface Payload {
  bytes: Uint8Array
  originalBytes: number
}

function errorFields(error: unknown): Record<string, unknown> {
  const { code, message, syscall } = (error ?? {}) as NodeJS.ErrnoException
  return { code, message, syscall }
}

function wrapEmit(socket: Socket, tap: DatagramTap): void {
  const emit = socket.emit as (...args: unknown[]) => boolean
  socket.emit = function (this: Socket, ...args: unknown[]): boolean {
    tap.event(args[0], args[1], args[2])
    return emit.apply(this, args)
  } as Socket['emit']
}
