import { type RandomSource, seededRandom } from '@socket-labs/path'

/** Seeded choices: the same seed and purpose give the same ones, on every machine. */
export class Random {
  readonly #next: RandomSource

  /** `purpose` keeps one case's choices apart from those of the cases before it. */
  constructor(seed: number, purpose: string) {
    let hash = seed >>> 0
    for (const character of purpose) {
      hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193) >>> 0
    }
    this.#next = seededRandom(hash)
  }

  /** A whole number from `least` to `most`, both possible. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1))
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.between(0, choices.length - 1)] as T
  }

  bytes(byteCount: number): Uint8Array {
    return Uint8Array.from({ length: byteCount }, () => this.between(0, 255))
  }

  /** Lower-case letters, as bytes. */
  letters(byteCount: number): Uint8Array {
    return Uint8Array.from({ length: byteCount }, () => this.between(0x61, 0x7a))
  }

  /** Cuts bytes into this many pieces, none empty. At most as many as there are bytes. */
  pieces(bytes: Uint8Array, count: number): Uint8Array[] {
    const cuts = new Set<number>()
    while (cuts.size < Math.min(count, bytes.length) - 1)
      cuts.add(this.between(1, bytes.length - 1))
    const ends = [...cuts].sort((a, b) => a - b)
    return [...ends, bytes.length].map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end))
  }
}
