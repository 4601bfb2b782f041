import { Socket } from 'node:net'
import type { Place } from '@socket-labs/trace'
import { endpoint, localEndpointOf } from './endpoint.ts'
import type { Recorder, Seen } from './recorder.ts'

const taps = new WeakMap<Socket, SocketTap>()
let count = 0

/**
 * Records what one socket does, and changes nothing of it: no listener is added, because a `data`
 * listener would start the flow and an `error` listener would hide a crash. Instead this socket's own
 * `emit`, `write` and `end` are wrapped; each wrapper records and passes everything on.
 */
export function tapSocket(recorder: Recorder, socket: Socket, at: Place): SocketTap {
  const known = taps.get(socket)
  if (known) return known
  const tap = new SocketTap(recorder, socket, at)
  taps.set(socket, tap)
  wrapEmit(socket, tap)
  wrapWrite(socket, tap)
  wrapEnd(socket, tap)
  return tap
}

/** Node's `connect` puts back the prototype's `write`; called after it, this wraps it again. */
export function tapConnected(recorder: Recorder, socket: Socket, at: Place): void {
  const tap = tapSocket(recorder, socket, at)
  if (socket.write === Socket.prototype.write) wrapWrite(socket, tap)
}

/** Taps a socket that a server was just handed. */
export function tapAccepted(recorder: Recorder, socket: Socket, at: Place): void {
  const tap = tapSocket(recorder, socket, at)
  tap.saw('socket.accept', tap.addresses())
}

class SocketTap {
  readonly #recorder: Recorder
  readonly #socket: Socket
  readonly #at: Place
  readonly #name = `${process.pid}-${++count}`

  constructor(recorder: Recorder, socket: Socket, at: Place) {
    this.#recorder = recorder
    this.#socket = socket
    this.#at = at
  }

  now(): number {
    return this.#recorder.now()
  }

  saw(kind: string, fields?: Record<string, unknown>, chunk?: Chunk): void {
    const seen: Seen = { kind, at: this.#at, origin: 'observed', socket: this.#name }
    Object.assign(seen, fields)
    if (!chunk) this.#recorder.record(seen)
    else this.#recorder.record(seen, firstBytes(chunk, this.#recorder.captureBytes), sizeOf(chunk))
  }

  /** What an event tells; events that are Node's inner affair tell nothing. */
  event(name: string | symbol, first: unknown, second: unknown): void {
    if (name === 'data') this.saw('socket.data', undefined, { chunk: first as string | Buffer })
    else if (name === 'connectionAttempt') this.#connecting(first as string, second as number)
    else if (name === 'connect') this.saw('socket.connect', this.addresses())
    else if (name === 'error') this.saw('socket.error', errorFields(first))
    else if (name === 'close') this.saw('socket.close', { hadError: first === true })
    else if (name === 'end' || name === 'drain' || name === 'timeout') this.saw(`socket.${name}`)
  }

  /** The kernel chooses the local port in `connect(2)`, which Node calls right after this event. */
  #connecting(address: string, port: number): void {
    const tMs = this.now()
    const remote = endpoint(address, port)
    process.nextTick(() => {
      this.saw('socket.connecting', { tMs, remote, local: localEndpointOf(this.#socket) })
    })
  }

  addresses(): { local: string; remote: string } {
    const { localAddress, localPort, remoteAddress, remotePort } = this.#socket
    return { local: endpoint(localAddress, localPort), remote: endpoint(remoteAddress, remotePort) }
  }
}

interface Chunk {
  chunk: string | Uint8Array
  encoding?: BufferEncoding
}

function sizeOf({ chunk, encoding }: Chunk): number {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength
}

/** At most `limit` bytes from the front; a character is at least half a byte long (hex), so 2 × is enough. */
function firstBytes({ chunk, encoding }: Chunk, limit: number): Uint8Array {
  if (typeof chunk !== 'string') return chunk.subarray(0, limit)
  return Buffer.from(chunk.slice(0, 2 * limit), encoding).subarray(0, limit)
}

function errorFields(error: unknown): Record<string, unknown> {
  const { code, message, syscall } = (error ?? {}) as NodeJS.ErrnoException
  return { code, message, syscall }
}

function wrapEmit(socket: Socket, tap: SocketTap): void {
  const emit = socket.emit as (...args: unknown[]) => boolean
  socket.emit = function (this: Socket, ...args: unknown[]): boolean {
    tap.event(args[0] as string | symbol, args[1], args[2])
    return emit.apply(this, args)
  }
}

type Callback = (error?: Error | null) => void

function wrapWrite(socket: Socket, tap: SocketTap): void {
  const write = socket.write as (...args: unknown[]) => boolean
  socket.write = function (this: Socket, ...args: unknown[]): boolean {
    const tMs = tap.now()
    tapCallback(args, tap)
    const returned = write.apply(this, args)
    const fields = { tMs, returned, queuedBytes: this.writableLength }
    tap.saw('socket.write', fields, chunkOf(args))
    return returned
  }
}

/** `end(chunk)` writes its chunk without calling `write`. */
function wrapEnd(socket: Socket, tap: SocketTap): void {
  const end = socket.end as (...args: unknown[]) => Socket
  socket.end = function (this: Socket, ...args: unknown[]): Socket {
    const tMs = tap.now()
    const chunk = isChunk(args[0]) ? chunkOf(args) : undefined
    const isFirst = !this.writableEnded
    const result = end.apply(this, args)
    const queuedBytes = this.writableLength
    if (chunk && isFirst) tap.saw('socket.write', { tMs, returned: true, queuedBytes }, chunk)
    if (isFirst) tap.saw('socket.shutdown', { tMs })
    return result
  }
}

function isChunk(value: unknown): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array
}

function chunkOf(args: unknown[]): Chunk | undefined {
  const [chunk, encoding] = args
  if (!isChunk(chunk)) return undefined
  return {
    chunk,
    encoding: typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined,
  }
}

/** Only a callback that the program itself gave is noted. */
function tapCallback(args: unknown[], tap: SocketTap): void {
  const index = args.findIndex((argument) => typeof argument === 'function')
  if (index < 0) return
  const callback = args[index] as Callback
  args[index] = (error?: Error | null) => {
    tap.saw('socket.written', error ? errorFields(error) : {})
    callback(error)
  }
}
