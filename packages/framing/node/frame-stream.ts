import { Transform, type TransformCallback } from 'node:stream'
import { brokenStream, type DecodeFramesOptions, truncatedStream } from '../src/decode-frames.ts'
import type { Broken } from '../src/fault.ts'
import type { FrameDecoder } from '../src/frame-decoder.ts'

export interface FrameStreamOptions extends DecodeFramesOptions {
  /** So many payloads wait for a reader before the writer has to wait; 16 unless told. */
  readableHighWaterMark?: number
  /** So many bytes wait to be decoded before `write` answers false; as Node has it unless told. */
  writableHighWaterMark?: number
}

/**
 * Bytes in, payloads out: `socket.pipe(new FrameStream(decoder))`. Each payload is a Uint8Array that may be
 * kept. A reader that is slow is waited for: a chunk is decoded only as far as its frames are wanted, and no
 * other is asked for before.
 *
 * When the decoder stops, or the stream ends within a frame, there is an 'error', a `BrokenStreamError`, as
 * soon as the payloads in front of it have been read.
 */
export class FrameStream extends Transform {
  readonly #decoder: FrameDecoder
  readonly #options: DecodeFramesOptions
  /** Asks for the next chunk; set while one is being decoded. */
  #done: TransformCallback | undefined
  #error: Error | undefined

  constructor(decoder: FrameDecoder, options: FrameStreamOptions = {}) {
    const { readableHighWaterMark = 16, writableHighWaterMark } = options
    super({ readableObjectMode: true, readableHighWaterMark, writableHighWaterMark })
    this.#decoder = decoder
    this.#options = options
  }

  override read(size?: number): Uint8Array | null {
    const payload = super.read(size)
    if (this.#error && this.readableLength === 0) this.destroy(this.#error)
    return payload
  }

  override _transform(chunk: Uint8Array, _encoding: string, done: TransformCallback): void {
    this.#decoder.feed(chunk)
    this.#done = done
    this.#decode()
  }

  override _read(size: number): void {
    if (this.#done) this.#decode()
    // Where nothing was pushed, nobody asks again: the next chunk has to be let in now.
    if (!this.#done) super._read(size)
  }

  override _flush(done: TransformCallback): void {
    let error: Error | undefined
    for (const found of this.#decoder.finish()) {
      if (found.kind === 'frame') this.push(found.bytes)
      if (found.kind === 'broken') error ??= this.#errorOf(found)
      if (found.kind === 'end') error ??= truncatedStream(found)
    }
    if (error) this.#fail(error)
    else done()
  }

  /** Decodes until a reader has enough, and then goes on when it asks for more. */
  #decode(): void {
    const decoder = this.#decoder
    for (let step = decoder.next(); step !== 'need-more'; step = decoder.next()) {
      if (step === 'broken') {
        const error = this.#errorOf(decoder.broken as Broken)
        if (error) {
          this.#fail(error)
          return
        }
      } else if (!this.push(decoder.frame().bytes)) return
    }
    const done = this.#done
    this.#done = undefined
    done?.()
  }

  #errorOf(broken: Broken): Error | undefined {
    if (this.#decoder.hasStopped) return brokenStream(broken)
    this.#options.onBroken?.(broken)
    return undefined
  }

  /** To destroy a stream at once would take away the payloads that wait to be read. */
  #fail(error: Error): void {
    this.#done = undefined
    this.#error = error
    if (this.readableLength === 0) this.destroy(error)
  }
}
