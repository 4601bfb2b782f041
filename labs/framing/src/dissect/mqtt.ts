import type { ByteReader, Reading } from './byte-reader.ts'
import { bigEndian } from './shown-text.ts'

const packetNames = [
  ...['reserved', 'CONNECT', 'CONNACK', 'PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP'],
  ...['SUBSCRIBE', 'SUBACK', 'UNSUBSCRIBE', 'UNSUBACK', 'PINGREQ', 'PINGRESP', 'DISCONNECT'],
]

/**
 * MQTT 3.1.1, both directions. Each packet begins with the fixed header (§2.2):
 *
 * ```
 *   | type 4 bits, flags 4 bits | remaining length, 1 to 4 bytes | so many bytes |
 * ```
 *
 * Of the remaining length each byte carries 7 bits, the lowest first; the top bit says that one more follows.
 * Source: MQTT Version 3.1.1, OASIS Standard, 2014.
 */
export function* mqttPackets(reader: ByteReader): Reading {
  for (;;) {
    const first = yield* reader.peek()
    const name = packetNames[first >> 4]
    if (!name || first >> 4 === 0) {
      return yield* reader.broken(`expected a packet type from 1 to 14, got ${first >> 4}`)
    }
    yield* reader.take(1, 'type and flags', () => describeFirst(name, first & 0x0f))
    yield* reader.endAfter(yield* readRemainingLength(reader))
    yield* readBody(reader, name, first & 0x0f)
    yield reader.frame(name)
  }
}

function describeFirst(name: string, flags: number): string {
  if (name !== 'PUBLISH') return name
  return `${name}, QoS ${qosOf(flags)}${flags & 1 ? ', retained' : ''}${flags & 8 ? ', again' : ''}`
}

function qosOf(flags: number): number {
  return (flags >> 1) & 3
}

function* readRemainingLength(reader: ByteReader): Reading<number> {
  let length = 0
  for (let i = 0; i < 4; i++) {
    const byte = yield* reader.peek(i)
    length += (byte & 0x7f) * 128 ** i
    if (byte < 0x80) {
      yield* reader.take(i + 1, 'remaining length', () => String(length))
      return length
    }
  }
  return yield* reader.broken('expected a remaining length of at most 4 bytes')
}

function* readBody(reader: ByteReader, name: string, flags: number): Reading {
  if (name === 'CONNECT') yield* readConnect(reader)
  else if (name === 'CONNACK') {
    yield* reader.take(1, 'session present', shownNumber)
    yield* reader.take(1, 'return code', shownNumber)
  } else if (name === 'PUBLISH') {
    yield* readString(reader, 'topic')
    if (qosOf(flags) === 3) yield* reader.broken('expected QoS 0, 1 or 2, got 3')
    if (qosOf(flags) > 0) yield* reader.take(2, 'packet id', shownNumber)
    yield* reader.take(reader.leftBytes, 'payload')
  } else if (name === 'SUBSCRIBE') {
    yield* reader.take(2, 'packet id', shownNumber)
    while (reader.leftBytes > 0) {
      yield* readString(reader, 'topic filter')
      yield* reader.take(1, 'QoS', shownNumber)
    }
  } else if (name === 'SUBACK') {
    yield* reader.take(2, 'packet id', shownNumber)
    while (reader.leftBytes > 0) yield* reader.take(1, 'return code', shownNumber)
  }
  yield* reader.take(reader.leftBytes, 'rest')
}

function* readConnect(reader: ByteReader): Reading {
  yield* readString(reader, 'protocol')
  yield* reader.take(1, 'level', shownNumber)
  yield* reader.take(1, 'flags', shownNumber)
  yield* reader.take(2, 'keep alive', (bytes) => `${bigEndian(bytes)} s`)
  yield* readString(reader, 'client id')
}

/** A length in two bytes, then so many bytes of UTF-8 (§1.5.3). */
function* readString(reader: ByteReader, name: string): Reading {
  const length = bigEndian(yield* reader.take(2, `${name} length`, shownNumber))
  yield* reader.take(length, name)
}

function shownNumber(bytes: Uint8Array): string {
  return String(bigEndian(bytes))
}
