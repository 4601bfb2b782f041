import { extensionBytes, isExtension } from '../ip-layout.ts'
import { readIpv6Address } from '../ipv6-address.ts'
import { protocolNumber } from '../protocol-number.ts'
import { type FieldList, hex, inBytes, isSet } from './field-list.ts'
import { ecnText, protocolText } from './ipv4-fields.ts'
import type { FieldShape } from './packet-field.ts'

const source = 'RFC 8200 §3'

const shapes: FieldShape[] = [
  { key: 'ipv6.version', name: 'Version', at: 0, size: 1, shift: 4, source },
  { key: 'ipv6.dscp', name: 'DSCP', at: 0, size: 2, shift: 6, bits: 6, source: 'RFC 2474 §3' },
  {
    key: 'ipv6.ecn',
    name: 'ECN',
    at: 1,
    size: 1,
    shift: 4,
    bits: 2,
    say: ecnText,
    source: 'RFC 3168 §5',
  },
  { key: 'ipv6.flowLabel', name: 'Flow label', at: 1, size: 3, bits: 20, say: hex(5), source },
  { key: 'ipv6.payloadBytes', name: 'Payload length', at: 4, size: 2, say: inBytes, source },
  { key: 'ipv6.nextHeader', name: 'Next header', at: 6, size: 1, say: protocolText, source },
  { key: 'ipv6.hopLimit', name: 'Hop limit', at: 7, size: 1, source },
]

/** Adds the fields of the IPv6 header at `at` and of its extension headers, as far as they are there. */
export function addIpv6(list: FieldList, at: number): void {
  list.addShapes(shapes, at)
  addAddress(list, at + 8, { key: 'ipv6.source', name: 'Source address' })
  addAddress(list, at + 24, { key: 'ipv6.destination', name: 'Destination address' })
  if (!list.has(at, 40)) return
  let header = list.bytes[at + 6] as number
  for (let next = at + 40; isExtension(header) && list.has(next, 8); ) {
    const isLast = header === protocolNumber.fragment
    addExtension(list, next, header)
    const size = extensionBytes(list.bytes, next, header)
    header = list.bytes[next] as number
    next += size
    if (isLast) return
  }
}

function addAddress(list: FieldList, at: number, called: { key: string; name: string }): void {
  if (!list.has(at, 16)) return
  list.add({ ...called, from: at, to: at + 16, value: readIpv6Address(list.bytes, at), source })
}

function addExtension(list: FieldList, at: number, header: number): void {
  if (header === protocolNumber.fragment) {
    list.addShapes(fragmentShapes, at)
    return
  }
  const { key, name, source } = extensions[header] as Extension
  list.addShapes(startShapes(key, source), at)
  const isRouting = header === protocolNumber.routing
  if (isRouting) list.addShapes(routingShapes, at)
  const from = at + (isRouting ? 4 : 2)
  const to = at + extensionBytes(list.bytes, at, header)
  list.addBytes({ key: `${key}.data`, name, from, to, source })
}

interface Extension {
  key: string
  name: string
  source: string
}

const extensions: Record<number, Extension> = {
  0: { key: 'ipv6.hopByHop', name: 'Hop-by-hop options', source: 'RFC 8200 §4.3' },
  43: { key: 'ipv6.routing', name: 'Routing data', source: 'RFC 8200 §4.4' },
  60: {
    key: 'ipv6.destinationOptions',
    name: 'Destination options',
    source: 'RFC 8200 §4.6',
  },
}

function startShapes(key: string, source: string): FieldShape[] {
  const lengthText = (raw: number) => `${raw}, ${8 + 8 * raw} bytes in all`
  return [
    { key: `${key}.nextHeader`, name: 'Next header', at: 0, size: 1, say: protocolText, source },
    { key: `${key}.length`, name: 'Header length', at: 1, size: 1, say: lengthText, source },
  ]
}

const routingShapes: FieldShape[] = [
  { key: 'ipv6.routing.type', name: 'Routing type', at: 2, size: 1, source: 'RFC 8200 §4.4' },
  {
    key: 'ipv6.routing.segmentsLeft',
    name: 'Segments left',
    at: 3,
    size: 1,
    source: 'RFC 8200 §4.4',
  },
]

const fragment = { source: 'RFC 8200 §4.5' }

const fragmentShapes: FieldShape[] = [
  {
    key: 'ipv6.fragment.nextHeader',
    name: 'Next header',
    at: 0,
    size: 1,
    say: protocolText,
    ...fragment,
  },
  { key: 'ipv6.fragment.reserved', name: 'Reserved', at: 1, size: 1, ...fragment },
  {
    key: 'ipv6.fragment.offset',
    name: 'Fragment offset',
    at: 2,
    size: 2,
    shift: 3,
    say: (raw) => inBytes(8 * raw),
    ...fragment,
  },
  {
    key: 'ipv6.fragment.moreFragments',
    name: 'More fragments (M)',
    at: 3,
    size: 1,
    bits: 1,
    say: isSet,
    ...fragment,
  },
  {
    key: 'ipv6.fragment.identification',
    name: 'Identification',
    at: 4,
    size: 4,
    say: hex(8),
    ...fragment,
  },
]
