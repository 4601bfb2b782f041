import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { ScenarioContext } from '@socket-labs/lab'
import type { DissectedFrame } from './dissect/byte-reader.ts'
import { Dissector, type DissectorOptions, type Protocol } from './dissect/dissector.ts'
import { endsOf } from './loopback.ts'

export interface ConversationOptions extends DissectorOptions {
  /** The protocol's name, as the records carry it. */
  codec: string
  /** Which end this is: `client` unless told. */
  at?: 'client' | 'server'
  /** What each direction's stream is made of. */
  sent: Protocol
  received: Protocol
}

/**
 * One end of a connection to a program that nobody here wrote. Each frame that is sent or read is taken
 * apart and recorded, with where it stands in the stream of its direction and what each byte means.
 */
export class Conversation {
  /** Resolves when the socket is closed. */
  readonly closed: Promise<unknown>
  readonly #ctx: ScenarioContext
  readonly #socket: Socket
  readonly #codec: string
  readonly #at: string
  readonly #sent: Dissector
  readonly #received: Dissector
  readonly #frames: DissectedFrame[] = []
  #readFrames = 0
  #why: string | undefined

  /** The socket is connected, and nobody has read from it. */
  constructor(ctx: ScenarioContext, socket: Socket, options: ConversationOptions) {
    this.#ctx = ctx
    this.#socket = socket
    this.#codec = options.codec
    this.#at = options.at ?? 'client'
    this.#sent = new Dissector(options.sent, options)
    this.#received = new Dissector(options.received, options)
    this.closed = once(socket, 'close')
    socket.on('data', (bytes) => {
      this.#frames.push(...this.#record('frame.decoded', this.#received, bytes))
    })
  }

  send(bytes: Uint8Array | string): void {
    const frames = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
    this.#socket.write(frames)
    this.#record('frame.sent', this.#sent, frames)
  }

  /** The next frame that was read, in order; `what` is said when it does not come in time. */
  async next(what: string): Promise<DissectedFrame> {
    const frame = await this.#ctx.waitFor(what, () => this.#why ?? this.#frames[this.#readFrames])
    if (typeof frame === 'string') throw new Error(frame)
    this.#readFrames++
    return frame
  }

  #record(kind: 'frame.sent' | 'frame.decoded', dissector: Dissector, bytes: Uint8Array) {
    const from = {
      at: this.#at,
      origin: 'observed' as const,
      ...endsOf(this.#socket),
      codec: this.#codec,
    }
    const frames: DissectedFrame[] = []
    for (const found of dissector.push(bytes)) {
      if (found.kind === 'frame') {
        const { name, fields, fromByte, toByte } = found
        this.#ctx.record({ ...from, kind, frame: name, fromByte, toByte, fields }, found.bytes)
        frames.push(found)
      } else if (found.kind === 'broken') {
        const { message, atByte } = found
        this.#why ??= `not ${this.#codec}: ${message}, at byte ${atByte} of the stream`
        const broken = { code: 'not-the-protocol', message, atByte, skippedBytes: null }
        this.#ctx.record({ ...from, kind: 'frame.broken', ...broken })
      }
    }
    return frames
  }
}
