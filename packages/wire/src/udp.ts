import { readUint16, writeUint16 } from './big-endian.ts'
import { checkedField } from './checked-field.ts'
import { PacketFault } from './packet-fault.ts'

/**
 * A datagram of UDP (RFC 768).
 *
 * ```
 *   +-------------------------------+-------------------------------+
 *   |          Source Port          |       Destination Port        |
 *   +-------------------------------+-------------------------------+
 *   |            Length             |           Checksum            |
 *   +-------------------------------+-------------------------------+
 *   |                             data                              |
 *   +---------------------------------------------------------------+
 * ```
 */
export interface UdpDatagram {
  kind: 'udp'
  sourcePort: number
  destinationPort: number
  payload: Uint8Array
  /** Header and payload. Left out, it is what it must be. */
  lengthBytes?: number
  /** 0 says that none was computed, which only IPv4 allows. Left out, it is right. */
  checksum?: number
  /** What the IP packet holds behind the datagram's own length; nothing unless told. */
  surplus?: Uint8Array
}

/** Reads the datagram in `bytes[at, end)`. */
export function parseUdp(bytes: Uint8Array, at: number, end: number): UdpDatagram | PacketFault {
  const ownEnd = udpEnd(bytes, at, end)
  if (ownEnd instanceof PacketFault) return ownEnd
  const datagram: UdpDatagram = {
    kind: 'udp',
    sourcePort: readUint16(bytes, at),
    destinationPort: readUint16(bytes, at + 2),
    payload: bytes.subarray(at + 8, ownEnd),
    lengthBytes: ownEnd - at,
    checksum: readUint16(bytes, at + 6),
  }
  if (ownEnd < end) datagram.surplus = bytes.subarray(ownEnd, end)
  return datagram
}

/** Where the datagram in `bytes[at, end)` ends by its own length. */
export function udpEnd(bytes: Uint8Array, at: number, end: number): number | PacketFault {
  const here = end - at
  if (here < 8) {
    return new PacketFault('udp-cut', `expected a UDP header of 8 bytes, ${here} are there`, end)
  }
  const lengthBytes = readUint16(bytes, at + 4)
  if (lengthBytes < 8) {
    const message = `expected a UDP length of at least 8, got ${lengthBytes}`
    return new PacketFault('udp-length', message, at + 4)
  }
  if (lengthBytes > here) {
    const message = `expected a UDP datagram of ${lengthBytes} bytes, ${here} are there`
    return new PacketFault('udp-payload-cut', message, end)
  }
  return at + lengthBytes
}

/** Size of the datagram with all that stands behind it. */
export function udpBytes({ payload, surplus }: UdpDatagram): number {
  return 8 + payload.length + (surplus?.length ?? 0)
}

/** Writes the datagram at `at`, its checksum as given or 0. @throws RangeError */
export function emitUdp(datagram: UdpDatagram, bytes: Uint8Array, at: number): void {
  const { payload, surplus } = datagram
  const lengthBytes = datagram.lengthBytes ?? 8 + payload.length
  writeUint16(bytes, at, checkedField('udp.sourcePort', datagram.sourcePort, 0xffff))
  writeUint16(bytes, at + 2, checkedField('udp.destinationPort', datagram.destinationPort, 0xffff))
  writeUint16(bytes, at + 4, checkedField('udp.lengthBytes', lengthBytes, 0xffff))
  writeUint16(bytes, at + 6, checkedField('udp.checksum', datagram.checksum ?? 0, 0xffff))
  bytes.set(payload, at + 8)
  if (surplus) bytes.set(surplus, at + 8 + payload.length)
}
