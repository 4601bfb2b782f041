const smallestBytes = 256
const nothing = new Uint8Array()

/**
 * The bytes that a decoder has been fed and has not used up, shown in one piece: `bytes[start, end)`.
 *
 * ```
 *   own    [ a frame's beginning | what was taken of the chunk ]
 *   chunk                        [ taken ......|............... ]
 *                                              └ chunkAt
 * ```
 *
 * Mostly it shows the chunk itself, and nothing is copied. Only where a frame began in an earlier chunk its
 * bytes stand in `own`, and of the new chunk as much is added as that frame is known to need. When the frame
 * is used up, the window moves back into the chunk. So a frame of n bytes costs at most about 3 n bytes of
 * copying, in however many pieces it came.
 */
export class InputWindow {
  bytes: Uint8Array = new Uint8Array()
  start = 0
  end = 0
  /** All bytes ever fed. */
  fedBytes = 0
  #waitingBytes = 0
  #own: Uint8Array = new Uint8Array()
  #chunk: Uint8Array = this.bytes
  /** First byte of the chunk that is neither shown nor used up. The chunk itself is shown when it is its length. */
  #chunkAt = 0
  #isOwn = false
  #viewedChunk: Uint8Array | undefined
  #viewedBuffer: ArrayBufferLike = this.#chunk.buffer
  #viewedOffset = 0
  /** So many bytes at the end of `own` are those right in front of `#chunkAt`. */
  #takenBytes = 0
  /** Chunks that were fed while others were not used up. */
  #waiting: Uint8Array[] = []

  /** How many bytes are shown. */
  get unread(): number {
    return this.end - this.start
  }

  /** Fed, and not used up. */
  get unusedBytes(): number {
    return this.unread + (this.#chunk.length - this.#chunkAt) + this.#waitingBytes
  }

  /** Size of the memory that is the window's own. */
  get heldBytes(): number {
    return this.#own.length + this.#waitingBytes
  }

  /** Takes a chunk. It must not change before it is used up. */
  feed(chunk: Uint8Array): void {
    this.fedBytes += chunk.length
    if (chunk.length === 0) return
    const isChunkShown = !this.#isOwn && this.unread > 0
    if (isChunkShown || this.#chunkAt < this.#chunk.length || this.#waiting.length > 0) {
      this.#waiting.push(copyOf(chunk))
      this.#waitingBytes += chunk.length
    } else this.#begin(chunk)
  }

  #begin(chunk: Uint8Array): void {
    this.#chunk = chunk
    this.#chunkAt = 0
    this.#takenBytes = 0
    if (this.unread === 0) this.#showChunk(0)
  }

  #showChunk(from: number): void {
    this.#isOwn = false
    this.bytes = this.#chunk
    this.start = from
    this.end = this.#chunk.length
    this.#chunkAt = this.end
  }

  /** The first `count` bytes shown are used up. */
  drop(count: number): void {
    this.start += count
    // What is left of `own` stands in the chunk as well: show it there.
    if (this.#isOwn && this.unread <= this.#takenBytes) this.#showChunk(this.#chunkAt - this.unread)
  }

  /**
   * Shows more, at least one byte more where there is one: as many as are `wanted`, or, where that is 1,
   * as it seems best. False when all that was fed is shown; what is left of it is then the window's own.
   */
  more(wanted: number): boolean {
    const frameBytes = this.unread + wanted
    if (this.#isOwn || this.unread > 0) this.#toOwn(frameBytes)
    if (this.#chunkAt === this.#chunk.length) {
      const next = this.#waiting.shift()
      if (!next) {
        this.#forgetChunk()
        return false
      }
      this.#waitingBytes -= next.length
      this.#begin(next)
      if (!this.#isOwn) return true
    }
    // Where nobody can say what is missing, twice as much each time keeps the looking linear.
    const aim = wanted > 1 ? wanted : Math.max(smallestBytes, this.unread)
    const count = Math.min(aim, this.#chunk.length - this.#chunkAt)
    this.#makeRoom(count, frameBytes)
    this.#append(this.#chunk, this.#chunkAt, this.#chunkAt + count)
    this.#chunkAt += count
    this.#takenBytes += count
    return true
  }

  /** Copies what is left of a chunk that the caller may use again. */
  keep(): void {
    if (!this.#isOwn && this.unread > 0) this.#toOwn(this.unread)
    const isLeft = this.#chunkAt < this.#chunk.length
    const rest = isLeft ? copyOf(this.#chunk.subarray(this.#chunkAt)) : nothing
    this.#forgetChunk()
    this.#chunk = rest
  }

  /** What was taken of the chunk stands in `own`, and is not to be looked for in the chunk any more. */
  #forgetChunk(): void {
    this.#chunk = nothing
    this.#chunkAt = 0
    this.#takenBytes = 0
    this.#viewedChunk = undefined
    if (!this.#isOwn) this.#showChunk(0)
  }

  /** `bytes[start, end)` as memory that nobody writes to again: a view where that is the caller's chunk. */
  keepable(bytes: Uint8Array, start: number, end: number): Uint8Array {
    if (bytes === this.#chunk) return this.#viewOfChunk(start, end)
    if (bytes !== this.#own || end - start < this.#own.length / 2)
      return copyOf(bytes.subarray(start, end))
    this.#giveOwnAway()
    return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start)
  }

  /** To ask a Buffer for its memory costs more than the view itself, so it is asked once a chunk. */
  #viewOfChunk(start: number, end: number): Uint8Array {
    if (this.#viewedChunk !== this.#chunk) {
      this.#viewedChunk = this.#chunk
      this.#viewedBuffer = this.#chunk.buffer
      this.#viewedOffset = this.#chunk.byteOffset
    }
    return new Uint8Array(this.#viewedBuffer, this.#viewedOffset + start, end - start)
  }

  /** A long frame takes the memory with it: cheaper than copying it. */
  #giveOwnAway(): void {
    const rest = this.#isOwn ? this.#own.slice(this.start, this.end) : new Uint8Array()
    this.#own = rest
    if (this.#isOwn) this.#showOwn(rest.length)
  }

  #showOwn(end: number): void {
    this.bytes = this.#own
    this.start = 0
    this.end = end
  }

  #toOwn(frameBytes: number): void {
    if (this.#isOwn) return
    const { bytes, start, end } = this
    this.#isOwn = true
    this.#showOwn(0)
    this.#makeRoom(end - start, frameBytes)
    this.#append(bytes, start, end)
    this.#takenBytes = 0
  }

  #append(from: Uint8Array, start: number, end: number): void {
    const count = end - start
    // A short piece costs less byte by byte than a view of it does.
    if (count < 32)
      for (let i = 0; i < count; i++) this.#own[this.end + i] = from[start + i] as number
    else this.#own.set(from.subarray(start, end), this.end)
    this.end += count
  }

  /** For `count` more bytes, and, as far as that is no more than has come already, for all of the frame. */
  #makeRoom(count: number, frameBytes: number): void {
    if (this.end + count <= this.#own.length) return
    const needed = this.unread + count
    let own = this.#own
    if (needed > own.length) {
      const isModest = frameBytes <= 2 * needed
      own = new Uint8Array(Math.max(needed, 2 * own.length, isModest ? frameBytes : 64))
    }
    own.set(this.#own.subarray(this.start, this.end))
    this.#own = own
    this.#showOwn(this.unread)
  }
}

/** Not `slice`: that of Node's Buffer copies nothing. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}
