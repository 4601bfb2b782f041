import { type ByteField, readFields } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'
import { packetFields } from '@socket-labs/wire'

/** One line of the list of fields: its bytes have the tint of `field`, which others may share. */
export interface FieldRow {
  field: ByteField
  name: string
  value: string
  /** Where it is defined: `RFC 9293 §3.1`. */
  source?: string
}

export interface FieldRows {
  /** No two share a byte. */
  fields: ByteField[]
  rows: FieldRow[]
  warnings: string[]
}

/** True for the record of a packet whose bytes are the whole IP packet. */
export function isPacketWithBytes({ kind, at, bytesRef }: TraceRecord): boolean {
  const isPacket = ['tcp.segment', 'icmp.message', 'udp.datagram', 'ip.packet'].includes(kind)
  return isPacket && at === 'wire' && bytesRef !== undefined
}

/** The fields that a record names itself, or those of the packet that its bytes are. */
export function fieldRowsOf(record: TraceRecord, bytes: Uint8Array): FieldRows {
  if (isPacketWithBytes(record) && bytes.length > 0) return packetRows(bytes, isCut(record, bytes))
  const { fields, warnings } = readFields(record)
  const rows = fields.map((field) => ({ field, name: field.name, value: field.value }))
  return { fields, rows, warnings }
}

function isCut({ packetBytes, originalBytes }: TraceRecord, bytes: Uint8Array): boolean {
  return Number(originalBytes ?? packetBytes) > bytes.length
}

/**
 * Header fields: those that share bytes, as version and length of the header do, are one tint and a row each.
 * That a packet whose capture was cut is not whole is no fault of the packet.
 */
function packetRows(bytes: Uint8Array, isCutOff: boolean): FieldRows {
  const fields: ByteField[] = []
  const rows: FieldRow[] = []
  for (const { key, from, to, name, value, source } of packetFields(bytes)) {
    if (key === 'broken' && isCutOff) continue
    let field = fields.at(-1)
    if (!field || from >= field.to || from === to) {
      field = { index: fields.length, from, to, name, value }
      fields.push(field)
    } else {
      field.to = Math.max(field.to, to)
      field.name = `${field.name}, ${name}`
    }
    rows.push({ field, name, value, source })
  }
  return { fields, rows, warnings: [] }
}
