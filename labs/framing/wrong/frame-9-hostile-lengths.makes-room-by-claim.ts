/**
 * Wrong: room is made for the whole frame when its header has come.
 * Must get: must not cost 32 MiB
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
  let room = nothing
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
          found.push({ claimedBytes, allowedBytes: maxFrameBytes })
          hasStopped = afterRefusal === 'stop'
          skipLeftBytes = Math.max(0, toByte - waiting.length)
          waiting = hasStopped ? nothing : waiting.subarray(toByte)
          continue
        }
        if (room.length < claimedBytes) room = Buffer.alloc(claimedBytes)
        if (waiting.length < toByte) break
        waiting.copy(room, 0, headerBytes, toByte)
        found.push(Uint8Array.from(room.subarray(0, claimedBytes)))
        waiting = waiting.subarray(toByte)
      }
      return found
    },
    end() {
      return waiting.length
    },
  }
}
