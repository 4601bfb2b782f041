import type { TraceRecord } from '@socket-labs/trace'
import { paintLine, type Span } from './ansi.ts'
import { describe } from './describe.ts'
import { sides } from './ladder-event.ts'
import type { TextOptions } from './options.ts'
import { longestTimeMs, timeFormatFor } from './quantities.ts'
import { safeText } from './safe-text.ts'
import { isPacket, packetOf } from './segment-packet.ts'
import { packetRole } from './segment-words.ts'
import type { Role } from './shapes.ts'
import { columnsOf, fitColumns, fitText } from './text-width.ts'

/** Below this width the kind is left out: the story says it in words. */
const columnsForKind = 72

interface Column {
  head: string
  align: 'left' | 'right'
  cell: (record: TraceRecord) => string
}

const columns: Record<'n' | 'at' | 'conn' | 'kind', Column> = {
  n: { head: 'n', align: 'right', cell: ({ n }) => safeText(n) },
  at: { head: 'at', align: 'left', cell: ({ at }) => safeText(at) },
  conn: { head: 'conn', align: 'left', cell: ({ conn }) => safeText(conn) },
  kind: { head: 'kind', align: 'left', cell: ({ kind }) => safeText(kind) },
}
const widestCell = 20

/**
 * Records as a text table, in the order of `n`: number, time, place, connection, kind, and what happened in
 * words. Each line is at most `columns` wide and ends with a newline. Without records: the head alone.
 */
export function toTable(records: readonly TraceRecord[], options: TextOptions = {}): string {
  const width = Math.max(40, Math.floor(options.columns ?? 80))
  const sorted = [...records].sort((a, b) => a.n - b.n)
  const formatTime = timeFormatFor(longestTimeMs(sorted), 9)
  const time: Column = { head: 'ms', align: 'right', cell: ({ tMs }) => formatTime(tMs) }
  const kind = width < columnsForKind ? [] : [columns.kind]
  const shown = [columns.n, time, columns.at, columns.conn, ...kind]
  const sizes = shown.map((column) => sizeOf(column, sorted))
  const room = width - sizes.reduce((sum, size) => sum + size + 2, 0)
  const heads = shown.map((column, i) => fitColumns(column.head, sizes[i] as number, column.align))
  const head: Span[] = [{ text: [...heads, 'what happened'].join('  '), role: 'faint' }]
  const lines = sorted.map((record): Span[] => {
    const cells = shown.map((c, i) => fitColumns(c.cell(record), sizes[i] as number, c.align))
    return [
      { text: `${cells.join('  ')}  `, role: 'faint' },
      { text: fitText(describe(record), room, columnsOf), role: roleOf(record) },
    ]
  })
  return [head, ...lines].map((spans) => `${paintLine(spans, options.color === true)}\n`).join('')
}

function sizeOf(column: Column, records: readonly TraceRecord[]): number {
  let size = column.head.length
  for (const record of records) size = Math.max(size, columnsOf(column.cell(record)))
  return Math.min(size, widestCell)
}

function roleOf(record: TraceRecord): Role {
  const { kind, at, held } = record
  if (isPacket(record)) {
    const from = sides.find((side) => side === record.sender)
    return from ? packetRole(packetOf(record, { from })) : 'ink'
  }
  if (kind === 'fact') return held === true ? 'held' : 'not-held'
  if (kind === 'socket.error' || kind === 'gap' || kind === 'frame.broken') return 'lost'
  return at === 'client' ? 'client' : at === 'server' ? 'server' : 'ink'
}
