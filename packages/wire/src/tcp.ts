import { readUint16, readUint32, writeUint16, writeUint32 } from './big-endian.ts'
import { checkedField } from './checked-field.ts'
import { PacketFault } from './packet-fault.ts'
import { type TcpFlag, tcpFlagMask, tcpFlagsOf } from './tcp-flag.ts'
import { emitTcpOptions, parseTcpOptions, type TcpOption, tcpOptionBytes } from './tcp-option.ts'

/**
 * A segment of TCP (RFC 9293 §3.1).
 *
 * ```
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------------------------------+-------------------------------+
 *   |          Source Port          |       Destination Port        |
 *   +-------------------------------+-------------------------------+
 *   |                        Sequence Number                        |
 *   +---------------------------------------------------------------+
 *   |                     Acknowledgment Number                     |
 *   +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *   |  Data |       |C|E|U|A|P|R|S|F|                               |
 *   | Offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
 *   |       |       |R|E|G|K|H|T|N|N|                               |
 *   +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *   |           Checksum            |        Urgent Pointer         |
 *   +-------------------------------+-------------------------------+
 *   |           Options, to a multiple of 4, then the data          |
 *   +---------------------------------------------------------------+
 * ```
 */
export interface TcpSegment {
  kind: 'tcp'
  sourcePort: number
  destinationPort: number
  seqNo: number
  ackNo: number
  flags: TcpFlag[]
  /** As in the header, not scaled. */
  window: number
  urgentPointer: number
  options: TcpOption[]
  payload: Uint8Array
  /** Left out, it is right. */
  checksum?: number
  /** The four bits behind the data offset; 0 unless told. */
  reserved?: number
  /** What the data offset says, a multiple of 4. Left out, it is what it must be. */
  headerBytes?: number
}

/** Reads the segment in `bytes[at, end)`. */
export function parseTcp(bytes: Uint8Array, at: number, end: number): TcpSegment | PacketFault {
  const payloadAt = tcpPayloadAt(bytes, at, end)
  if (payloadAt instanceof PacketFault) return payloadAt
  const options = parseTcpOptions(bytes, at + 20, payloadAt)
  if (options instanceof PacketFault) return options
  const segment: TcpSegment = {
    kind: 'tcp',
    sourcePort: readUint16(bytes, at),
    destinationPort: readUint16(bytes, at + 2),
    seqNo: readUint32(bytes, at + 4),
    ackNo: readUint32(bytes, at + 8),
    flags: tcpFlagsOf(bytes[at + 13] as number),
    window: readUint16(bytes, at + 14),
    urgentPointer: readUint16(bytes, at + 18),
    options,
    payload: bytes.subarray(payloadAt, end),
    checksum: readUint16(bytes, at + 16),
  }
  const reserved = (bytes[at + 12] as number) & 0xf
  if (reserved) segment.reserved = reserved
  return segment
}

/** Where the data of the segment in `bytes[at, end)` begins. */
export function tcpPayloadAt(bytes: Uint8Array, at: number, end: number): number | PacketFault {
  const here = end - at
  if (here < 20) {
    return new PacketFault('tcp-cut', `expected a TCP header of 20 bytes, ${here} are there`, end)
  }
  const headerBytes = ((bytes[at + 12] as number) >>> 4) << 2
  if (headerBytes < 20) {
    const message = `expected a data offset of at least 20 bytes, got ${headerBytes}`
    return new PacketFault('tcp-data-offset', message, at + 12)
  }
  if (headerBytes > here) {
    const message = `expected a TCP header of ${headerBytes} bytes, ${here} are there`
    return new PacketFault('tcp-options-cut', message, end)
  }
  return at + headerBytes
}

/** Size of the header with its options. @throws RangeError when they are more than 40 bytes. */
export function tcpHeaderBytes({ options }: TcpSegment): number {
  const optionBytes = checkedField('tcp.options: their bytes', tcpOptionBytes(options), 40)
  return 20 + ((optionBytes + 3) & ~3)
}

/** Writes the segment at `at`, its checksum as given or 0. @throws RangeError */
export function emitTcp(segment: TcpSegment, bytes: Uint8Array, at: number): void {
  const payloadAt = tcpHeaderBytes(segment)
  writeUint16(bytes, at, checkedField('tcp.sourcePort', segment.sourcePort, 0xffff))
  writeUint16(bytes, at + 2, checkedField('tcp.destinationPort', segment.destinationPort, 0xffff))
  writeUint32(bytes, at + 4, checkedField('tcp.seqNo', segment.seqNo, 0xffff_ffff))
  writeUint32(bytes, at + 8, checkedField('tcp.ackNo', segment.ackNo, 0xffff_ffff))
  const reserved = checkedField('tcp.reserved', segment.reserved ?? 0, 0xf)
  bytes[at + 12] = (offsetWords(segment.headerBytes ?? payloadAt) << 4) | reserved
  bytes[at + 13] = tcpFlagMask(segment.flags)
  writeUint16(bytes, at + 14, checkedField('tcp.window', segment.window, 0xffff))
  writeUint16(bytes, at + 16, checkedField('tcp.checksum', segment.checksum ?? 0, 0xffff))
  writeUint16(bytes, at + 18, checkedField('tcp.urgentPointer', segment.urgentPointer, 0xffff))
  emitTcpOptions(segment.options, bytes, at + 20)
  bytes.set(segment.payload, at + payloadAt)
}

function offsetWords(headerBytes: number): number {
  const checked = checkedField('tcp.headerBytes', headerBytes, 60)
  if (checked & 3) throw new RangeError(`tcp.headerBytes: expected a multiple of 4, got ${checked}`)
  return checked >>> 2
}
