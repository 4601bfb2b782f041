export interface Decoder {
  push(bytes: Uint8Array): Uint8Array[]
  end(): number
}

/** Decodes frames behind a length of four bytes, big endian. */
export function createDecoder(): Decoder {
  let waiting: Buffer = Buffer.alloc(0)
  return {
    push(bytes) {
      waiting = Buffer.concat([waiting, bytes])
      const frames: Uint8Array[] = []
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
        const toByte = 4 + waiting.readUInt32BE(0)
        frames.push(waiting.subarray(4, toByte))
        waiting = waiting.subarray(toByte)
      }
      return frames
    },
    end() {
      return waiting.length
    },
  }
}
