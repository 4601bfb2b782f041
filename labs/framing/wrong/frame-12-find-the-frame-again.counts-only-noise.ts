/**
 * Wrong: of a damaged frame the sync is not counted.
 * Must get: the sync, the length and the check of a damaged frame too
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
        if (waiting[0] !== sync) skippedBytes += 1
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
  const isRight = checkOf(bytes.subarray(1, toByte)) === bytes.readUInt16BE(toByte)
  return isRight ? toByte + checkBytes : 'no frame'
}

/** CRC-16/CCITT-FALSE: 0x29b1 for the bytes of `123456789`. */
function checkOf(bytes: Uint8Array): number {
  let check = 0xffff
  for (const byte of bytes) {
    check ^= byte << 8
    for (let bit = 0; bit < 8; bit++) {
      check = (check & 0x8000 ? (check << 1) ^ 0x1021 : check << 1) & 0xffff
    }
  }
  return check
}
