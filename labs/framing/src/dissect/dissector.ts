import { ByteReader, type Dissected, type DissectedFrame, type Reading } from './byte-reader.ts'

/** What one protocol's stream is made of. It never returns: a stream has no last frame of its own. */
export type Protocol = (reader: ByteReader) => Reading

export interface DissectorOptions {
  /** Longest frame, in bytes; 1 MiB unless told. */
  maxFrameBytes?: number
}

/** Takes apart the frames of one stream, however it was cut on the way. */
export class Dissector {
  readonly #reader: ByteReader
  readonly #reading: Reading
  #isBroken = false

  constructor(protocol: Protocol, { maxFrameBytes = 1024 * 1024 }: DissectorOptions = {}) {
    this.#reader = new ByteReader(maxFrameBytes)
    this.#reading = protocol(this.#reader)
  }

  /** Answers what was found, in order. The last is `need-more`, or `broken` and then nothing any more. */
  push(bytes: Uint8Array): Dissected[] {
    const found: Dissected[] = []
    if (this.#isBroken) return found
    this.#reader.feed(bytes)
    for (;;) {
      const { value } = this.#reading.next()
      if (!value) return found
      found.push(value)
      this.#isBroken = value.kind === 'broken'
      if (value.kind !== 'frame') return found
    }
  }
}

/** The whole frames among `bytes`, and what comes behind the last of them. */
export function dissect(
  protocol: Protocol,
  bytes: Uint8Array,
  options?: DissectorOptions,
): { frames: DissectedFrame[]; last: Dissected | undefined } {
  const found = new Dissector(protocol, options).push(bytes)
  return { frames: found.filter((one) => one.kind === 'frame'), last: found.at(-1) }
}

/** The bytes of the first field with this name; empty when there is none. */
export function fieldBytes({ bytes, fields }: DissectedFrame, name: string): Uint8Array {
  const field = fields.find((one) => one.name === name)
  return field ? bytes.subarray(field.from, field.to) : new Uint8Array()
}
