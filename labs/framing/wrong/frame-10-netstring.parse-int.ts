/**
 * Wrong: the length is what parseInt makes of it.
 * Must get: no length has that there
 */
export interface Broken {
  broken: 'length' | 'too-long' | 'comma'
  atByte: number
}

export interface Decoder {
  push(bytes: Uint8Array): (Uint8Array | Broken)[]
  end(): number
}

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
  const colonAt = bytes.indexOf(':')
  if (colonAt < 0) return undefined
  const length = Number.parseInt(bytes.toString('latin1'), 10)
  if (Number.isNaN(length)) return { broken: 'length', at: 0 }
  if (length > maxPayloadBytes) return { broken: 'too-long', at: colonAt - 1 }
  return lookBehindColon(bytes, colonAt + 1, length)
}

function lookBehindColon(bytes: Buffer, start: number, length: number): Next | undefined {
  const end = start + length
  if (bytes.length <= end) return undefined
  return bytes[end] === comma ? { start, end } : { broken: 'comma', at: end }
}
