import type { Codec, FrameScanner, ScanFault } from './codec.ts'
import type { Decoded, Ended, Frame, FrameSink } from './decoded.ts'
import type { Broken } from './fault.ts'
import { copyOf, InputWindow } from './input-window.ts'
import { checkedCount, checkedOneOf } from './options.ts'

const nothing = new Uint8Array()

export interface DecoderOptions {
  /** Longest frame, in bytes, 1 or more; 1 MiB unless told. What it counts is said at each codec. */
  maxFrameBytes?: number
  /** What happens at a frame that is too long or damaged: stop for good, or skip it and recover. */
  oversize?: 'stop' | 'skip'
  /** When it is told: as soon as it is known, or when the broken frame has passed. */
  report?: 'early' | 'late'
}

/** What {@link FrameDecoder.next} found. */
export type Step = 'frame' | 'broken' | 'need-more'

/**
 * Finds the frames in a stream of bytes, however it was cut on the way.
 *
 * It is used in one of three ways: {@link push} with a sink costs no allocation, {@link push} without one
 * gives frames that may be kept, and {@link feed} with {@link next} lets the caller decide when the next
 * frame is wanted. All three are the same machine.
 *
 * Memory follows the bytes that have come, never a length that was claimed: at most twice the longest
 * frame so far is held, and so at most twice `maxFrameBytes` and a header. Each byte received is in one
 * frame, skipped, or pending: `framedBytes + skippedBytes + pendingBytes` is what was fed.
 */
export class FrameDecoder {
  readonly #scanner: FrameScanner
  readonly #input = new InputWindow()
  readonly #isSkipping: boolean
  readonly #isLate: boolean
  #maxFrameBytes = 0
  #skippedBytes = 0
  /** True while no frame is looked for: a broken one is passed over, or the decoder has stopped. */
  #isPassing = false
  /** Bytes passed over since then; so many more are known to belong to the broken frame. */
  #passedBytes = 0
  #skipLeft = 0
  /** Behind these the next frame has to be looked for. */
  #isSeeking = false
  /** The fault that is told once the broken frame has passed. */
  #untold: ScanFault | undefined
  #hasStopped = false
  #hasEnded = false
  #isPushing = false
  #broken: Broken | undefined
  #frameBytes = 0

  constructor(codec: Codec, options: DecoderOptions = {}) {
    this.#scanner = codec.scanner()
    this.#isSkipping =
      checkedOneOf('oversize', options.oversize ?? 'stop', ['stop', 'skip']) === 'skip'
    this.#isLate = checkedOneOf('report', options.report ?? 'early', ['early', 'late']) === 'late'
    this.maxFrameBytes = options.maxFrameBytes ?? 1024 * 1024
  }

  /** The longest frame, in bytes. It may be changed at any time and holds for the frame at hand as well. */
  get maxFrameBytes(): number {
    return this.#maxFrameBytes
  }

  set maxFrameBytes(bytes: number) {
    this.#maxFrameBytes = checkedCount('maxFrameBytes', bytes, 1)
  }

  /** Bytes that were in frames, headers and delimiters included. */
  get framedBytes(): number {
    return this.#input.fedBytes - this.#skippedBytes - this.pendingBytes
  }

  /** Bytes of broken frames that have passed. */
  get skippedBytes(): number {
    return this.#skippedBytes
  }

  /** Bytes that were fed and are in no frame, nor skipped. */
  get pendingBytes(): number {
    return this.#input.unusedBytes + this.#passedBytes
  }

  /** Size of the memory that the decoder has taken, whether it is in use or not; the caller's chunk is not in it. */
  get heldBytes(): number {
    return this.#input.heldBytes + this.#scanner.heldBytes
  }

  /** True after a broken frame behind which no other can be found, or may be (`oversize: 'stop'`). */
  get hasStopped(): boolean {
    return this.#hasStopped
  }

  /** After `next` said `frame`: the payload is `bytes[start, end)`, valid until the decoder is called again. */
  get bytes(): Uint8Array {
    return this.#scanner.payload
  }

  get start(): number {
    return this.#scanner.payloadStart
  }

  get end(): number {
    return this.#scanner.payloadEnd
  }

  /** After `next` said `frame`: that frame, which may be kept as those of {@link push} may. To be called once. */
  frame(): Frame {
    const toByte = this.#input.fedBytes - this.#input.unusedBytes
    const bytes = this.#input.keepable(this.bytes, this.start, this.end)
    return { kind: 'frame', bytes, fromByte: toByte - this.#frameBytes, toByte }
  }

  /** After `next` said `broken`. */
  get broken(): Broken | undefined {
    return this.#broken
  }

  /**
   * Decodes the bytes that follow, any number of them.
   *
   * Without a sink: answers what was found, in order; the last is `need-more`, unless the decoder has
   * stopped. Frames that lie wholly in `bytes` are views of it, without a copy, and the others have memory
   * of their own. All may be kept for as long as `bytes` is not written to again, which holds for what a
   * socket of Node's hands over. Where the memory is used again (`onread`), use a sink.
   *
   * With a sink: tells it of each, and allocates nothing. A sink may push more bytes, which are decoded
   * after those at hand, or throw: the frame counts as delivered, and the next push goes on behind it.
   */
  push(bytes: Uint8Array): Decoded[]
  push(bytes: Uint8Array, sink: FrameSink): void
  push(bytes: Uint8Array, sink?: FrameSink): Decoded[] | undefined {
    // What a sink pushes is decoded after it has returned.
    this.feed(this.#isPushing ? copyOf(bytes) : bytes)
    return sink ? this.#tell(sink) : this.#collect()
  }

  /** Takes bytes without looking at them. They must stay as they are until `next` says `need-more`. */
  feed(bytes: Uint8Array): void {
    if (this.#hasEnded) throw new TypeError('the stream has ended: nothing can follow')
    this.#input.feed(bytes)
  }

  /** Goes on to the next frame. After `need-more` all that was fed has been looked at. */
  next(): Step {
    const input = this.#input
    const scanner = this.#scanner
    for (;;) {
      if (this.#isPassing) {
        if (this.#pass()) return 'broken'
        if (!this.#isPassing) continue
      } else {
        const found = this.#hasEnded
          ? this.#scanLast()
          : scanner.scan(input.bytes, input.start, input.end, this.#maxFrameBytes)
        if (found === 'frame') {
          this.#frameBytes = scanner.frameEnd - input.start
          input.drop(this.#frameBytes)
          return 'frame'
        }
        if (found === 'broken') {
          if (this.#breaks(scanner.fault as ScanFault)) return 'broken'
          continue
        }
        if (found === 'idle') {
          input.drop(scanner.frameEnd - input.start)
          continue
        }
      }
      if (!input.more(scanner.missingBytes)) {
        // An idle connection is not to hold on to the chunk in which its last frame came.
        scanner.payload = nothing
        return 'need-more'
      }
    }
  }

  /**
   * The stream has ended. Answers what was still to be told, and at last whether it ended between two
   * frames. With a sink the frames go there, and the answer is the end alone.
   */
  finish(): (Decoded | Ended)[]
  finish(sink: FrameSink): Ended
  finish(sink?: FrameSink): (Decoded | Ended)[] | Ended {
    if (this.#isPushing) throw new TypeError('a sink cannot finish the stream that it is told of')
    this.#hasEnded = true
    if (sink) {
      this.#tell(sink)
      return this.#ended()
    }
    const last = this.#collect().filter((decoded) => decoded.kind !== 'need-more')
    return [...last, this.#ended()]
  }

  #scanLast() {
    const { bytes, start, end } = this.#input
    const found = this.#scanner.scan(bytes, start, end, this.#maxFrameBytes)
    const isAllShown = this.#input.unusedBytes === end - start
    if (found !== 'need-more' || start === end || !isAllShown) return found
    return this.#scanner.scanLast(bytes, start, end, this.#maxFrameBytes)
  }

  #ended(): Ended {
    const { pendingBytes } = this
    if (pendingBytes === 0) return { kind: 'end', end: 'clean', pendingBytes }
    const missing = this.#hasStopped
      ? 'the decoder had stopped at a broken frame'
      : this.#passedBytes > 0
        ? 'the end of a broken frame, which was being skipped'
        : this.#scanner.missing(pendingBytes)
    return { kind: 'end', end: 'truncated', pendingBytes, missing }
  }

  #tell(sink: FrameSink): undefined {
    if (this.#isPushing) return
    this.#isPushing = true
    try {
      for (let step = this.next(); step !== 'need-more'; step = this.next()) {
        if (step === 'frame') sink.frame(this.bytes, this.start, this.end)
        else sink.broken(this.#broken as Broken)
      }
    } finally {
      this.#isPushing = false
      this.#input.keep()
    }
  }

  #collect(): Decoded[] {
    const found: Decoded[] = []
    if (this.#isPushing) return found
    for (let step = this.next(); step !== 'need-more'; step = this.next()) {
      found.push(step === 'frame' ? this.frame() : (this.#broken as Broken))
    }
    if (!this.#hasStopped) {
      const { pendingBytes } = this
      const missingBytes = this.#isPassing ? this.#skipLeft || 1 : this.#scanner.missingBytes
      found.push({ kind: 'need-more', pendingBytes, missingBytes })
    }
    return found
  }

  /** A frame is broken: true when that is to be told now. */
  #breaks(fault: ScanFault): boolean {
    this.#isPassing = true
    if (fault.next === 'lost' || (!this.#isSkipping && !this.#isLate)) {
      this.#hasStopped = true
      this.#broken = this.#tellable(fault, 0)
      return true
    }
    const isCountable = Number.isSafeInteger(fault.skipBytes)
    this.#skipLeft = isCountable ? fault.skipBytes : Number.POSITIVE_INFINITY
    this.#isSeeking = fault.next === 'seek'
    if (this.#isLate) {
      this.#untold = fault
      return false
    }
    this.#broken = this.#tellable(fault, isCountable && !this.#isSeeking ? fault.skipBytes : null)
    return true
  }

  #tellable({ code, message }: ScanFault, skippedBytes: number | null): Broken {
    const atByte = this.#input.fedBytes - this.pendingBytes
    return { kind: 'broken', code, message: `at byte ${atByte}: ${message}`, atByte, skippedBytes }
  }

  /** Passes over what has come of a broken frame. True when it has passed and is to be told now. */
  #pass(): boolean {
    if (this.#hasStopped) this.#skipLeft = Number.POSITIVE_INFINITY
    // What is dropped may uncover more of the chunk.
    while (this.#skipLeft > 0 && this.#input.unread > 0) {
      const known = Math.min(this.#skipLeft, this.#input.unread)
      this.#skipLeft -= known
      this.#drop(known)
    }
    if (this.#skipLeft > 0 || (this.#isSeeking && !this.#seek())) return false
    const fault = this.#untold
    if (fault) this.#broken = this.#tellable(fault, this.#passedBytes)
    this.#skippedBytes += this.#passedBytes
    this.#passedBytes = 0
    this.#untold = undefined
    this.#hasStopped = !this.#isSkipping
    this.#isPassing = this.#hasStopped
    return fault !== undefined
  }

  #seek(): boolean {
    const input = this.#input
    const scanner = this.#scanner
    let isFound: boolean
    let inDoubtBytes: number
    do {
      isFound = scanner.seek(input.bytes, input.start, input.end)
      inDoubtBytes = input.end - scanner.frameEnd
      this.#drop(scanner.frameEnd - input.start)
    } while (!isFound && input.unread > inDoubtBytes)
    if (!isFound && this.#hasEnded && input.unusedBytes === input.unread) {
      isFound = scanner.seekLast(input.bytes, input.start, input.end)
      this.#drop(scanner.frameEnd - input.start)
    }
    this.#isSeeking = !isFound
    return isFound
  }

  #drop(count: number): void {
    this.#passedBytes += count
    this.#input.drop(count)
  }
}
