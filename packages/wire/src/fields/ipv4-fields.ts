import { readIpv4Address } from '../ipv4-address.ts'
import { protocolName } from '../protocol-number.ts'
import { checksumText, type FieldList, hex, inBytes, inWords, isSet } from './field-list.ts'
import type { FieldShape } from './packet-field.ts'

const source = 'RFC 791 §3.1'

export const protocolText = (raw: number): string => `${raw} (${protocolName(raw)})`

/** RFC 3168 §5 */
export const ecnText = (raw: number): string =>
  `${raw} (${['Not-ECT', 'ECT(1)', 'ECT(0)', 'CE'][raw]})`

const shapes: FieldShape[] = [
  { key: 'ip.version', name: 'Version', at: 0, size: 1, shift: 4, source },
  { key: 'ip.ihl', name: 'Header length (IHL)', at: 0, size: 1, bits: 4, say: inWords, source },
  { key: 'ip.dscp', name: 'DSCP', at: 1, size: 1, shift: 2, source: 'RFC 2474 §3' },
  { key: 'ip.ecn', name: 'ECN', at: 1, size: 1, bits: 2, say: ecnText, source: 'RFC 3168 §5' },
  { key: 'ip.totalBytes', name: 'Total length', at: 2, size: 2, say: inBytes, source },
  { key: 'ip.identification', name: 'Identification', at: 4, size: 2, say: hex(4), source },
  { key: 'ip.reservedFlag', name: 'Reserved flag', at: 6, size: 1, shift: 7, say: isSet, source },
  {
    key: 'ip.dontFragment',
    name: "Don't fragment (DF)",
    at: 6,
    size: 1,
    shift: 6,
    bits: 1,
    say: isSet,
    source,
  },
  {
    key: 'ip.moreFragments',
    name: 'More fragments (MF)',
    at: 6,
    size: 1,
    shift: 5,
    bits: 1,
    say: isSet,
    source,
  },
  {
    key: 'ip.fragmentOffset',
    name: 'Fragment offset',
    at: 6,
    size: 2,
    bits: 13,
    say: (raw) => inBytes(8 * raw),
    source,
  },
  { key: 'ip.ttl', name: 'Time to live', at: 8, size: 1, source },
  { key: 'ip.protocol', name: 'Protocol', at: 9, size: 1, say: protocolText, source },
  { key: 'ip.checksum', name: 'Header checksum', at: 10, size: 2, say: hex(4), source },
]

/** Adds the fields of the IPv4 header at `at`, as far as they are there. */
export function addIpv4(list: FieldList, at: number, verdict: string): void {
  const { bytes } = list
  list.addShapes(shapes, at, {
    told: verdict === 'none' ? {} : { 'ip.checksum': checksumText(bytes, at + 10, verdict) },
  })
  addAddress(list, at + 12, { key: 'ip.source', name: 'Source address' })
  addAddress(list, at + 16, { key: 'ip.destination', name: 'Destination address' })
  const headerBytes = list.has(at, 1) ? ((bytes[at] as number) & 0xf) << 2 : 0
  list.addBytes({
    key: 'ip.options',
    name: 'Options',
    from: at + 20,
    to: at + headerBytes,
    source,
  })
}

function addAddress(list: FieldList, at: number, called: { key: string; name: string }): void {
  if (!list.has(at, 4)) return
  list.add({ ...called, from: at, to: at + 4, value: readIpv4Address(list.bytes, at), source })
}
