import { Transform, type TransformCallback } from 'node:stream'
import type { Codec } from '../src/codec.ts'

/**
 * Payloads in, bytes out: `writer.pipe(socket)`. Ends with an 'error', an `EncodeError`, at a payload that
 * cannot be put into a frame, or whose frame is longer than `maxFrameBytes` allows.
 */
export class FrameWriter extends Transform {
  readonly #codec: Codec
  readonly #maxFrameBytes: number | undefined

  constructor(codec: Codec, options: { maxFrameBytes?: number } = {}) {
    super({ writableObjectMode: true })
    this.#codec = codec
    this.#maxFrameBytes = options.maxFrameBytes
  }

  override _transform(payload: Uint8Array, _encoding: string, done: TransformCallback): void {
    let frame: Uint8Array
    try {
      frame = this.#codec.encode(payload, this.#maxFrameBytes)
    } catch (error) {
      done(error as Error)
      return
    }
    done(null, frame)
  }
}
