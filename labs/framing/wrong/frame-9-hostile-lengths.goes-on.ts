/**
 * Wrong: in mode stop it goes on behind the header.
 * Must get: from here on everything is guessed
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

export function createDecoder(maxFrameBytes: number, afterRefusal: 'stop' | 'skip'): Decoder {
  /** What has come and is in no frame yet: it grows by what comes, and by nothing else. */
  let waiting = Buffer.alloc(0)
  let skipLeftBytes = 0
  return {
    push(bytes) {
      const found: (Uint8Array | Refused)[] = []
      const passedBytes = Math.min(skipLeftBytes, bytes.length)
      skipLeftBytes -= passedBytes
      waiting = Buffer.concat([waiting, bytes.subarray(passedBytes)])
      while (waiting.length >= headerBytes) {
        const claimedBytes = waiting.readUInt32BE(0)
        const toByte = headerBytes + claimedBytes
        if (claimedBytes > maxFrameBytes) {
          found.push({ claimedBytes, allowedBytes: maxFrameBytes })
          const isStopping = afterRefusal === 'stop'
          skipLeftBytes = isStopping ? 0 : Math.max(0, toByte - waiting.length)
          waiting = waiting.subarray(isStopping ? headerBytes : toByte)
          continue
        }
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
