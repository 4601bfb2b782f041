import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { type Codec, FrameDecoder } from '@socket-labs/framing'
import type { ScenarioContext } from '@socket-labs/lab'
import { FrameRecords, faultOf } from './record-frames.ts'

export interface Guard {
  codec: Codec
  maxFrameBytes: number
  /** How long a frame may take from its first byte to its last. */
  wholeWithinMs: number
}

/**
 * Answers each frame with the same frame. A connection that sends a broken one, or does not finish one in
 * time, is closed with a clear error; the others are not concerned.
 */
export class GuardedServer {
  /** Most bytes that one connection's decoder ever kept for a frame that was not whole. */
  heldBytes = 0
  /** Why connections were closed, in order. */
  readonly refusals: string[] = []
  readonly #ctx: ScenarioContext
  readonly #guard: Guard
  readonly #server: Server
  readonly #open = new Set<Socket>()
  readonly #readBytes = new Map<number | undefined, number>()

  private constructor(ctx: ScenarioContext, guard: Guard) {
    this.#ctx = ctx
    this.#guard = guard
    this.#server = createServer((socket) => this.#serve(socket))
  }

  static async listen(ctx: ScenarioContext, guard: Guard): Promise<GuardedServer> {
    const guarded = new GuardedServer(ctx, guard)
    guarded.#server.listen(0, '127.0.0.1')
    await once(guarded.#server, 'listening')
    return guarded
  }

  async dial(): Promise<Socket> {
    const client = connect((this.#server.address() as AddressInfo).port, '127.0.0.1')
    await once(client, 'connect')
    return client
  }

  /** How many bytes have been read from the client at this port, on a connection open or closed. */
  readBytesFrom(port: number | undefined): number {
    return this.#readBytes.get(port) ?? 0
  }

  async close(): Promise<void> {
    this.#server.close()
    for (const socket of this.#open) socket.destroy()
    await once(this.#server, 'close')
  }

  #serve(socket: Socket): void {
    const { codec, maxFrameBytes } = this.#guard
    const { remotePort } = socket
    const decoder = new FrameDecoder(codec, { maxFrameBytes })
    const frames = new FrameRecords(this.#ctx, socket, { at: 'server', codec: codec.name })
    const refuse = (fault?: { message: string }): void => {
      if (fault) this.refusals.push(faultOf(fault))
      socket.destroy()
    }
    const deadline = new Deadline(this.#guard.wholeWithinMs, () => {
      const fault = tooSlow(this.#guard, decoder)
      frames.broken(fault)
      refuse(fault)
    })
    this.#open.add(socket)
    socket.on('error', () => {}) // A client that aborts ends its own connection, not the server.
    socket.on('close', () => {
      deadline.stop()
      this.#open.delete(socket)
    })
    socket.on('drain', () => socket.resume())
    socket.on('data', (chunk) => {
      this.#readBytes.set(remotePort, socket.bytesRead)
      const found = decoder.push(chunk)
      if (frames.decoded(chunk, found) > 0) deadline.stop()
      if (decoder.hasStopped) return refuse(decoder.broken)
      this.heldBytes = Math.max(this.heldBytes, decoder.pendingBytes)
      if (decoder.pendingBytes > 0) deadline.start()
      for (const one of found) {
        // A client that asks and does not read the answers is not read from either.
        if (one.kind === 'frame' && !socket.write(codec.encode(one.bytes))) socket.pause()
      }
    })
  }
}

function tooSlow({ wholeWithinMs }: Guard, { framedBytes, pendingBytes }: FrameDecoder) {
  const message = `at byte ${framedBytes}: expected a whole frame within ${wholeWithinMs} ms, got ${pendingBytes} bytes of one`
  return { code: 'frame-too-slow', message, atByte: framedBytes, skippedBytes: 0 }
}

/** Runs out once, unless it is stopped; a second start does not lengthen it. */
class Deadline {
  readonly #ms: number
  readonly #late: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number, late: () => void) {
    this.#ms = ms
    this.#late = late
  }

  start(): void {
    this.#timer ??= setTimeout(this.#late, this.#ms)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
