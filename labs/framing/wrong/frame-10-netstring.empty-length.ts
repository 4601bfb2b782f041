/**
 * Wrong: a colon alone is taken for the length 0.
 * Must get: A length has one digit at least
 */
export interface Broken {
  broken: 'length' | 'too-long' | 'comma'
  atByte: number
}

export interface Decoder {
  push(bytes: Uint8Array): (Uint8Array | Broken)[]
  end(): number
}

const zero = 0x30
const nine = 0x39
const colon = 0x3a
const comma = 0x2c

export function encode(payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${payload.length}:`), payload, Buffer.from(',')])
}

export function createDecoder(maxPayloadBytes: number): Decoder {
  /** What has come of the netstring at hand, and where in the stream it begins. */
  let waiting = Buffer.alloc(0)
  let fromByte = 0
  let isBroken = false
  return {
    push(bytes) {
      const found: (Uint8Array | Broken)[] = []
      if (isBroken) return found
      waiting = Buffer.concat([waiting, bytes])
      for (;;) {
        const next = look(waiting, maxPayloadBytes)
        if (next === undefined) return found
        if ('broken' in next) {
          isBroken = true
          waiting = Buffer.alloc(0)
          found.push({ broken: next.broken, atByte: fromByte + next.at })
          return found
        }
        found.push(waiting.subarray(next.start, next.end))
        waiting = waiting.subarray(next.end + 1)
        fromByte += next.end + 1
      }
    },
    end() {
      return waiting.length
    },
  }
}

type Next = { start: number; end: number } | { broken: Broken['broken']; at: number }

/** What stands at the front: undefined when more has to come to know. */
function look(bytes: Buffer, maxPayloadBytes: number): Next | undefined {
  let length = 0
  for (const [at, byte] of bytes.entries()) {
    if (byte === colon) return lookBehindColon(bytes, at + 1, length)
    const isBehindZero = at > 0 && length === 0
    if (byte < zero || byte > nine || isBehindZero) return { broken: 'length', at }
    length = length * 10 + (byte - zero)
    if (length > maxPayloadBytes) return { broken: 'too-long', at }
  }
  return undefined
}

function lookBehindColon(bytes: Buffer, start: number, length: number): Next | undefined {
  const end = start + length
  if (bytes.length <= end) return undefined
  return bytes[end] === comma ? { start, end } : { broken: 'comma', at: end }
}
