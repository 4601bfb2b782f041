export type Flag = 'FIN' | 'SYN' | 'RST' | 'PSH' | 'ACK' | 'URG' | 'ECE' | 'CWR'

/** An option that does not stand in the header is not here either. */
export interface Options {
  mssBytes?: number
  windowScale?: number
  sackPermitted?: true
  /** Left and right edge of each block. */
  sack?: [number, number][]
  timestamp?: { value: number; echo: number }
}

export interface Header {
  sourcePort: number
  destinationPort: number
  seqNo: number
  ackNo: number
  /** Those that are set, in any order. */
  flags: Flag[]
  window: number
  checksum: number
  urgentPointer: number
  options: Options
  /** Offset of the first byte behind the header, where the payload begins if there is one. */
  payloadAt: number
}

export interface Broken {
  broken: 'short' | 'offset' | 'cut' | 'option-length' | 'option-end' | 'option-size'
}

/**
 * Parses the header of a TCP segment (RFC 9293 §3.1, RFC 7323, RFC 2018).
 *
 *          0        1        2        3
 *        ┌─────────────────┬─────────────────┐    Numbers begin with their highest byte, and none
 *      0 │   source port   │ destination port│    is negative.
 *        ├─────────────────┴─────────────────┤
 *      4 │          sequence number          │    The data offset is the upper half of byte 12: how
 *        ├───────────────────────────────────┤    many rows of 4 bytes the header has. The lower half
 *      8 │       acknowledgment number       │    is reserved: whatever stands there means nothing.
 *        ├────────┬────────┬─────────────────┤
 *     12 │ offset │ flags  │     window      │    Flags, from the highest bit to the lowest:
 *        ├────────┴────────┼─────────────────┤    CWR ECE URG ACK PSH RST SYN FIN
 *     16 │    checksum     │ urgent pointer  │
 *        ├─────────────────┴─────────────────┤    The header ends where the data offset says. What
 *     20 │ options, none or up to 40 bytes   │    comes behind it is payload, whatever it looks like.
 *        └───────────────────────────────────┘
 *
 * An option is its kind (a byte), its length (a byte, which counts these two as well), and its data:
 *
 *     kind  length
 *        0          end of the list, a single byte: what is left of the header is padding
 *        1          NOP, a single byte: it means nothing, and fills up
 *        2  4       MSS, 2 bytes
 *        3  3       window scale, 1 byte: as it stands
 *        4  2       SACK permitted
 *        5  2 + 8n  SACK: n blocks, at least one; a left and a right edge of 4 bytes each
 *        8  10      timestamps: a value and an echo of 4 bytes each
 *
 * What must hold:
 *
 * - An option of any other kind is skipped by its length. No known one comes twice.
 * - `window` is what stands in the header. It is the connection that scales it, not the segment.
 * - Bytes from the network may be anything. What is no header is answered with a value, never with an
 *   exception. `broken` is
 *
 *       'short'          fewer than 20 bytes
 *       'offset'         a data offset below 5
 *       'cut'            a header that is longer than the bytes
 *       'option-length'  an option whose length is 0 or 1
 *       'option-end'     an option that does not end within the header, or whose length would stand
 *                        behind it
 *       'option-size'    an option of the table with a length that is not the table's
 *
 *   Options are read from the left: the first that is broken decides, and of what fits it the first row.
 *
 * Ports and the checksum are only read: whether they make sense is not asked here.
 */
export function parseHeader(bytes: Uint8Array): Header | Broken {
  // TODO: this reads the twenty bytes that every header has, and believes them.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags: Flag[] = []
  if (view.getUint8(13) & 0x01) flags.push('FIN')
  if (view.getUint8(13) & 0x02) flags.push('SYN')
  if (view.getUint8(13) & 0x04) flags.push('RST')
  if (view.getUint8(13) & 0x08) flags.push('PSH')
  if (view.getUint8(13) & 0x10) flags.push('ACK')
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    seqNo: view.getUint32(4),
    ackNo: view.getUint32(8),
    flags,
    window: view.getUint16(14),
    checksum: view.getUint16(16),
    urgentPointer: view.getUint16(18),
    options: {},
    payloadAt: 20,
  }
}
