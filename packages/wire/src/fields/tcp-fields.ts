import { tcpFlagBit, tcpFlags, tcpFlagsOf } from '../tcp-flag.ts'
import { checksumText, type FieldList, hex, inWords, isSet } from './field-list.ts'
import type { FieldShape } from './packet-field.ts'
import { addTcpOptions } from './tcp-option-fields.ts'

const source = 'RFC 9293 §3.1'

const flagNames = {
  FIN: 'no more data from the sender',
  SYN: 'synchronize sequence numbers',
  RST: 'reset the connection',
  PSH: 'push',
  ACK: 'acknowledgment number counts',
  URG: 'urgent pointer counts',
  ECE: 'ECN echo',
  CWR: 'congestion window reduced',
} as const

/** From the front of the byte, as they stand in it. */
const flagShapes: FieldShape[] = [...tcpFlags].reverse().map((flag) => ({
  key: `tcp.flags.${flag.toLowerCase()}`,
  name: `${flag}: ${flagNames[flag]}`,
  at: 13,
  size: 1,
  shift: Math.log2(tcpFlagBit[flag]),
  bits: 1,
  say: isSet,
  source,
}))

const shapes: FieldShape[] = [
  { key: 'tcp.sourcePort', name: 'Source port', at: 0, size: 2, source },
  { key: 'tcp.destinationPort', name: 'Destination port', at: 2, size: 2, source },
  { key: 'tcp.seqNo', name: 'Sequence number', at: 4, size: 4, source },
  { key: 'tcp.ackNo', name: 'Acknowledgment number', at: 8, size: 4, source },
  { key: 'tcp.dataOffset', name: 'Data offset', at: 12, size: 1, shift: 4, say: inWords, source },
  { key: 'tcp.reserved', name: 'Reserved', at: 12, size: 1, bits: 4, source },
  {
    key: 'tcp.flags',
    name: 'Flags',
    at: 13,
    size: 1,
    say: (raw) => tcpFlagsOf(raw).join('+') || 'none',
    source,
  },
  ...flagShapes,
  { key: 'tcp.window', name: 'Window', at: 14, size: 2, source },
  { key: 'tcp.checksum', name: 'Checksum', at: 16, size: 2, say: hex(4), source },
  { key: 'tcp.urgentPointer', name: 'Urgent pointer', at: 18, size: 2, source },
]

/** Adds the fields of the segment at `at`, as far as they are there. */
export function addTcp(list: FieldList, at: number, verdict: string): void {
  list.addShapes(shapes, at, {
    told: verdict === 'none' ? {} : { 'tcp.checksum': checksumText(list.bytes, at + 16, verdict) },
  })
  if (!list.has(at, 20)) return
  const payloadAt = at + (((list.bytes[at + 12] as number) >>> 4) << 2)
  addTcpOptions(list, at + 20, Math.min(payloadAt, list.end))
  list.addBytes({ key: 'tcp.payload', name: 'Data', from: payloadAt, to: list.end, source })
}
