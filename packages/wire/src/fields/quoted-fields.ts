import { protocolNumber } from '../protocol-number.ts'
import { type QuotedBody, quotedBodyOf } from '../quoted-packet.ts'
import type { FieldList } from './field-list.ts'
import { addIpv4 } from './ipv4-fields.ts'
import { addIpv6 } from './ipv6-fields.ts'
import { addTcp } from './tcp-fields.ts'
import { addUdp } from './udp-fields.ts'

/**
 * Adds the fields of the packet that an ICMP error quotes, as far as it does: eight bytes behind the header
 * at least (RFC 792). Its checksums cannot be told, as it is cut.
 */
export function addQuoted(list: FieldList, at: number): void {
  if (!list.has(at, 1)) return
  list.quote = { key: 'quoted.', name: 'Quoted: ' }
  if ((list.bytes[at] as number) >>> 4 === 6) addIpv6(list, at)
  else addIpv4(list, at, 'none')
  const body = quotedBodyOf(list.bytes, at, list.end)
  if (body) addBody(list, body)
  // The quotation may end within a field.
  const from = list.fields.at(-1)?.to ?? at
  list.addBytes({ key: 'rest', name: 'Cut off', from, to: list.end, source: 'RFC 792' })
  list.quote = { key: '', name: '' }
}

function addBody(list: FieldList, { at, protocol, isLaterFragment }: QuotedBody): void {
  if (!isLaterFragment && protocol === protocolNumber.tcp) addTcp(list, at, 'none')
  else if (!isLaterFragment && protocol === protocolNumber.udp) addUdp(list, at, 'none')
  else list.addBytes({ key: 'payload', name: 'Data', from: at, to: list.end, source: 'RFC 792' })
}
