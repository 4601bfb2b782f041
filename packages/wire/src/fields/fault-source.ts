import type { PacketFaultCode } from '../packet-fault.ts'

/** What a broken packet does not keep to. */
export function faultSource(code: PacketFaultCode): string {
  if (code.startsWith('ipv6-extension')) return 'RFC 8200 §4'
  if (code.startsWith('ipv6')) return 'RFC 8200 §3'
  if (code === 'tcp-option-length') return 'RFC 9293 §3.2'
  if (code.startsWith('tcp')) return 'RFC 9293 §3.1'
  if (code.startsWith('udp')) return 'RFC 768'
  return code.startsWith('icmp') ? 'RFC 792' : 'RFC 791 §3.1'
}
