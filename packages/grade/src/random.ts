/** Seeded choices: the same seed and purpose give the same ones, on every machine. */
export class Random {
  #state: number

  /** `purpose` keeps one case's choices apart from those of the cases before it. */
  constructor(seed: number, purpose: string) {
    let hash = seed >>> 0
    for (const character of purpose) {
      hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193) >>> 0
    }
    this.#state = hash
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

  /** mulberry32, from 0 to below 1. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
