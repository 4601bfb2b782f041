import { describe } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'
import type { Gap } from '../log/store.ts'
import { clip, formatCount, formatMs } from '../words.ts'
import { GridCell, GridRow } from './grid.tsx'

/** More text than any screen is wide would only slow the list down. */
const mostCharacters = 400

interface RecordRowProps {
  n: number
  row: number
  record: TraceRecord | undefined
  isSelected: boolean
}

export function RecordRow({ n, row, record, isSelected }: RecordRowProps) {
  return (
    <GridRow rowIndex={row + 2} id={`record-${n}`} class="record-row" n={n} isSelected={isSelected}>
      <GridCell class="cell-n">{formatCount(n)}</GridCell>
      {record ? <Cells record={record} /> : <GridCell class="cell-story soft">…</GridCell>}
    </GridRow>
  )
}

function Cells({ record }: { record: TraceRecord }) {
  return (
    <>
      <GridCell class="cell-time">{formatMs(record.tMs)}</GridCell>
      <GridCell class="cell-at" at={record.at}>
        {record.at}
      </GridCell>
      <GridCell class="cell-conn">{record.conn ?? ''}</GridCell>
      <GridCell class="cell-kind">{record.kind}</GridCell>
      <GridCell class="cell-story" tone={toneOf(record)}>
        {clip(describe(record), mostCharacters)}
      </GridCell>
    </>
  )
}

const errors = new Set(['socket.error', 'gap', 'frame.broken'])

/** The few records whose story stands out: verdicts, errors, and records that were not kept, bytes that are no frame. */
function toneOf(record: TraceRecord): string | undefined {
  if (record.kind === 'fact') return record.held ? 'held' : 'not-held'
  if (errors.has(record.kind)) return 'error'
  return undefined
}

export function GapRow({ gap, row, onFill }: { gap: Gap; row: number; onFill(): void }) {
  const numbers =
    gap.from === gap.to
      ? `record ${formatCount(gap.from)} was`
      : `records ${formatCount(gap.from)}–${formatCount(gap.to)} were`
  return (
    <GridRow rowIndex={row + 2} class="record-row gap-row">
      <GridCell class="gap-words">
        {numbers} not sent in time
        <span class="soft"> ({gap.why})</span>
        {' · '}
        <button type="button" class="quiet" onClick={onFill}>
          Fill
        </button>
      </GridCell>
    </GridRow>
  )
}
