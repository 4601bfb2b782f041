import { type IpLayout, ipLayoutOf } from '../ip-layout.ts'
import { PacketFault } from '../packet-fault.ts'
import { bodyKindOf, parsePacket } from '../parse-packet.ts'
import { type ChecksumVerdicts, verifyChecksums } from '../verify-checksums.ts'
import { faultSource } from './fault-source.ts'
import { FieldList } from './field-list.ts'
import { addIcmp } from './icmp-fields.ts'
import { addIpv4 } from './ipv4-fields.ts'
import { addIpv6 } from './ipv6-fields.ts'
import type { PacketField } from './packet-field.ts'
import { addTcp } from './tcp-fields.ts'
import { addUdp } from './udp-fields.ts'

/**
 * What each byte of an IP packet means, in the order of the bytes; fields that share a byte follow each
 * other, from its first bit. With a broken packet the fields up to where it breaks, then one with the key
 * `broken` that says what is wrong. Never throws.
 */
export function packetFields(bytes: Uint8Array): PacketField[] {
  const list = new FieldList(bytes)
  const verdicts = verifyChecksums(bytes)
  // Of a capture that was cut, what is there can be told.
  const layout = ipLayoutOf(bytes, Number.POSITIVE_INFINITY)
  addHeader(list, verdicts)
  if (!(layout instanceof PacketFault)) addRest(list, layout, verdicts)
  const parsed = parsePacket(bytes)
  return parsed.ok ? list.fields : endingWith(list, parsed.broken)
}

function addHeader(list: FieldList, { ip }: ChecksumVerdicts): void {
  const version = list.has(0, 1) ? (list.bytes[0] as number) >>> 4 : 0
  if (version === 4) addIpv4(list, 0, ip)
  else if (version === 6) addIpv6(list, 0)
}

function addRest(list: FieldList, layout: IpLayout, { body }: ChecksumVerdicts): void {
  list.end = Math.min(layout.end, list.bytes.length)
  addBody(list, layout, body)
  list.end = list.bytes.length
  list.addBytes({
    key: 'trailer',
    name: 'Behind the packet',
    from: layout.end,
    to: list.end,
    source: layout.version === 4 ? 'RFC 791 §3.1' : 'RFC 8200 §3',
  })
}

function addBody(list: FieldList, layout: IpLayout, verdict: string): void {
  const { bodyAt: at, version } = layout
  const kind = bodyKindOf(layout)
  if (kind === 'tcp') addTcp(list, at, verdict)
  else if (kind === 'udp') addUdp(list, at, verdict)
  else if (kind === 'icmp' || kind === 'icmpv6') addIcmp(list, kind, { at, verdict })
  else {
    list.addBytes({
      key: 'ip.payload',
      name: kind === 'fragment' ? 'Part of the data' : 'Data',
      from: at,
      to: list.end,
      source: version === 4 ? 'RFC 791 §3.1' : 'RFC 8200 §3',
    })
  }
}

function endingWith({ fields, bytes }: FieldList, fault: PacketFault): PacketField[] {
  return [
    ...fields.filter((field) => field.from <= fault.at),
    {
      key: 'broken',
      from: Math.min(fault.at, bytes.length),
      to: bytes.length,
      name: 'Broken',
      value: fault.message,
      source: faultSource(fault.code),
    },
  ]
}
