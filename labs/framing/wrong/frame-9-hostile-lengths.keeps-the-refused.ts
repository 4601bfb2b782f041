/**
 * Wrong: a refused frame is kept until all of it has come, and then passed over.
 * Must get: one read at a time
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
  let skipBytes = 0
  let hasStopped = false
  return {
    push(bytes) {
      const found: (Uint8Array | Refused)[] = []
      if (hasStopped) return found
      waiting = Buffer.concat([waiting, bytes])
      if (waiting.length < skipBytes) return found
      waiting = waiting.subarray(skipBytes)
      skipBytes = 0
      while (waiting.length >= headerBytes) {
        const claimedBytes = waiting.readUInt32BE(0)
        const toByte = headerBytes + claimedBytes
        if (claimedBytes > maxFrameBytes) {
          found.push({ claimedBytes, allowedBytes: maxFrameBytes })
          hasStopped = afterRefusal === 'stop'
          if (hasStopped) waiting = nothing
          else if (waiting.length >= toByte) waiting = waiting.subarray(toByte)
          else {
            skipBytes = toByte
            break
          }
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
