/**
 * Wrong: the check is not looked at.
 * Must get: its check does not fit
 */
export interface Skipped {
  skippedBytes: number
}

export interface Decoder {
  push(bytes: Uint8Array): (Uint8Array | Skipped)[]
  end(): (Uint8Array | Skipped)[]
}

const sync = 0x7e
const headerBytes = 2
const checkBytes = 2

export function createDecoder(): Decoder {
  let waiting = Buffer.alloc(0)
  let skippedBytes = 0

  function take(hasEnded: boolean): (Uint8Array | Skipped)[] {
    const found: (Uint8Array | Skipped)[] = []
    const tellSkipped = () => {
      if (skippedBytes > 0) found.push({ skippedBytes })
      skippedBytes = 0
    }
    while (waiting.length > 0) {
      const seen = look(waiting)
      if (seen === 'need more' && !hasEnded) return found
      if (typeof seen === 'number') {
        tellSkipped()
        found.push(waiting.subarray(headerBytes, seen - checkBytes))
        waiting = waiting.subarray(seen)
      } else {
        skippedBytes += 1
        waiting = waiting.subarray(1)
      }
    }
    if (hasEnded) tellSkipped()
    return found
  }

  return {
    push(bytes) {
      waiting = Buffer.concat([waiting, bytes])
      return take(false)
    },
    end() {
      return take(true)
    },
  }
}

/** How many bytes the frame at the front has, where there is one. */
function look(bytes: Buffer): number | 'no frame' | 'need more' {
  if (bytes[0] !== sync) return 'no frame'
  const toByte = headerBytes + (bytes[1] ?? 0)
  if (bytes.length < toByte + checkBytes) return 'need more'
  return toByte + checkBytes
}
