/**
 * Wrong: it answers the refusal alone.
 * Must get: They were right, and belong to the caller
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
const nothing = Buffer.alloc(0)

export function createDecoder(maxFrameBytes: number, afterRefusal: 'stop' | 'skip'): Decoder {
  /** What has come and is in no frame yet: it grows by what comes, and by nothing else. */
  let waiting = nothing
  let skipLeftBytes = 0
  let hasStopped = false
  return {
    push(bytes) {
      const found: (Uint8Array | Refused)[] = []
      if (hasStopped) return found
      const passedBytes = Math.min(skipLeftBytes, bytes.length)
      skipLeftBytes -= passedBytes
      waiting = Buffer.concat([waiting, bytes.subarray(passedBytes)])
      while (waiting.length >= headerBytes) {
        const claimedBytes = waiting.readUInt32BE(0)
        const toByte = headerBytes + claimedBytes
        if (claimedBytes > maxFrameBytes) {
          found.splice(0, found.length, { claimedBytes, allowedBytes: maxFrameBytes })
          hasStopped = afterRefusal === 'stop'
          skipLeftBytes = Math.max(0, toByte - waiting.length)
          waiting = hasStopped ? nothing : waiting.subarray(toByte)
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
