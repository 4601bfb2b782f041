/**
 * Wrong: any claim is believed.
 * Must get: All that has to be known stands in the header
 */
export interface Refused {
  claimedBytes: number
  allowedBytes: number
}

export interface Decoder {
  push(bytes: Uint8Array): (Uint8Array | Refused)[]
  end(): number
}

const headerBytes = 4

export function createDecoder(_maxFrameBytes: number, _afterRefusal: 'stop' | 'skip'): Decoder {
  /** What has come and is in no frame yet: it grows by what comes, and by nothing else. */
  let waiting = Buffer.alloc(0)
  return {
    push(bytes) {
      const found: (Uint8Array | Refused)[] = []
      waiting = Buffer.concat([waiting, bytes])
      while (waiting.length >= headerBytes) {
        const claimedBytes = waiting.readUInt32BE(0)
        const toByte = headerBytes + claimedBytes
        if (waiting.length < toByte) break
        found.push(waiting.subarray(headerBytes, toByte))
        waiting = waiting.subarray(toByte)
      }
      return found
    },
    end() {
      return waiting.length
    },
  }
}
