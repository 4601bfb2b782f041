import { readUint16 } from '../big-endian.ts'
import { checksumText, type FieldList, hex, inBytes } from './field-list.ts'
import type { FieldShape } from './packet-field.ts'

const source = 'RFC 768'

const checksum = (raw: number) => (raw === 0 ? '0x0000, none' : hex(4)(raw))

const shapes: FieldShape[] = [
  { key: 'udp.sourcePort', name: 'Source port', at: 0, size: 2, source },
  { key: 'udp.destinationPort', name: 'Destination port', at: 2, size: 2, source },
  { key: 'udp.lengthBytes', name: 'Length', at: 4, size: 2, say: inBytes, source },
  { key: 'udp.checksum', name: 'Checksum', at: 6, size: 2, say: checksum, source },
]

/** Adds the fields of the datagram at `at`, as far as they are there. */
export function addUdp(list: FieldList, at: number, verdict: string): void {
  const { bytes } = list
  list.addShapes(shapes, at, {
    told: verdict === 'none' ? {} : { 'udp.checksum': checksumText(bytes, at + 6, verdict) },
  })
  if (!list.has(at, 8)) return
  const ownEnd = at + Math.max(8, readUint16(bytes, at + 4))
  list.addBytes({ key: 'udp.payload', name: 'Data', from: at + 8, to: ownEnd, source })
  list.addBytes({
    key: 'udp.surplus',
    name: 'Behind the datagram',
    from: ownEnd,
    to: list.end,
    source: 'RFC 9868',
  })
}
