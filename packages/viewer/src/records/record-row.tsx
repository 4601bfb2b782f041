import { describe } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'
import type { Gap } from '../log/store.ts'
import { clip, formatCount, formatMs } from '../words.ts'

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
    <div
      role="row"
      id={`record-${n}`}
      class="record-row"
      data-n={n}
      aria-rowindex={row + 2}
      aria-selected={isSelected}
    >
      <span role="gridcell" class="cell-n">
        {formatCount(n)}
      </span>
      {record ? (
        <Cells record={record} />
      ) : (
        <span role="gridcell" class="cell-story soft">
          …
        </span>
      )}
    </div>
  )
}

function Cells({ record }: { record: TraceRecord }) {
  return (
    <>
      <span role="gridcell" class="cell-time">
        {formatMs(record.tMs)}
      </span>
      <span role="gridcell" class="cell-at" data-at={record.at}>
        {record.at}
      </span>
      <span role="gridcell" class="cell-conn">
        {record.conn ?? ''}
      </span>
      <span role="gridcell" class="cell-kind">
        {record.kind}
      </span>
      <span role="gridcell" class="cell-story" data-kind={toneOf(record)}>
        {clip(describe(record), mostCharacters)}
      </span>
    </>
  )
}

/** The few records whose story stands out: verdicts, errors, and records that were not kept. */
function toneOf(record: TraceRecord): string | undefined {
  if (record.kind === 'fact') return record.held ? 'held' : 'not-held'
  if (record.kind === 'socket.error' || record.kind === 'gap') return 'error'
  return undefined
}

export function GapRow({ gap, row, onFill }: { gap: Gap; row: number; onFill(): void }) {
  const numbers =
    gap.from === gap.to
      ? `record ${formatCount(gap.from)} was`
      : `records ${formatCount(gap.from)}–${formatCount(gap.to)} were`
  return (
    <div role="row" class="record-row gap-row" aria-rowindex={row + 2}>
      <span role="gridcell" class="gap-words">
        {numbers} not sent in time
        <span class="soft"> ({gap.why})</span>
        {' · '}
        <button type="button" class="quiet" onClick={onFill}>
          Fill
        </button>
      </span>
    </div>
  )
}
