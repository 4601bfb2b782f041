import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { RunSession } from '../log/run-session.ts'
import { useSize } from '../use-size.ts'
import { formatCount } from '../words.ts'
import { ColumnHeads } from './grid.tsx'
import { GapRow, RecordRow } from './record-row.tsx'
import { rowAfterKey } from './row-keys.ts'
import { StickyScroll } from './sticky-scroll.ts'
import { type RowWindow, scrollTo, windowOf } from './virtual-window.ts'

const wideRowPx = 26
/** A narrow list gives each record two lines. */
const narrowRowPx = 46
const narrowPx = 560

interface Props {
  session: RunSession
  selectedN: number | undefined
  onSelect(n: number): void
}

/** The record list: only the rows in view exist, and they are drawn once a frame. */
export function RecordTable({ session, selectedN, onSelect }: Props) {
  const { element, size } = useSize<HTMLDivElement>()
  const scroll = useMemo(() => new StickyScroll(session.isLive), [session])
  const scrollPx = useSignal(0)
  const { rows } = session.index
  const { width, height } = size.value
  const isNarrow = width < narrowPx
  const rowPx = isNarrow ? narrowRowPx : wideRowPx
  const isStuck = scroll.isStuck.value
  const top = isStuck ? Number.MAX_SAFE_INTEGER : scrollPx.value
  const input = { count: rows.length, rowPx, viewPx: height, scrollPx: top }
  const view = windowOf(input)

  useScrollToSelection({ session, selectedN, scroll, element, input })
  useKeepPlace({ session, scroll, element, view, rowPx })
  useLayoutEffect(() => {
    if (element.current) scroll.settle(element.current)
  })
  useWantRows(session, view)

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const found = selectedN === undefined ? undefined : session.index.rowOf(selectedN)
    const from = found?.isThere ? found.row : -1
    const row = rowAfterKey(event.key, from, rows, Math.floor(height / rowPx))
    if (row === undefined) return
    event.preventDefault()
    onSelect(rows[row] as number)
    if (event.key === 'End' && element.current) scroll.stick(element.current)
  }

  return (
    <div class="records">
      {/* biome-ignore lint/a11y/useSemanticElements: see grid.tsx */}
      <div
        class={isNarrow ? 'records-grid records-narrow' : 'records-grid'}
        style={{
          '--n-width': `${formatCount(session.store.head).length}ch`,
          '--row': `${rowPx}px`,
        }}
        role="grid"
        tabIndex={0}
        aria-label="Records"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={selectedN === undefined ? undefined : `record-${selectedN}`}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const n = numberAt(event.target)
          if (n !== undefined) onSelect(n)
        }}
      >
        <ColumnHeads names={columns} />
        {/* biome-ignore lint/a11y/useSemanticElements: see grid.tsx */}
        <div
          class="records-scroll"
          ref={element}
          role="rowgroup"
          tabIndex={-1}
          onScroll={(event) => {
            scroll.heard(event.currentTarget)
            scrollPx.value = event.currentTarget.scrollTop
          }}
        >
          <div class="records-all" style={{ height: `${view.totalPx}px` }}>
            <div class="records-view" style={{ transform: `translateY(${view.offsetPx}px)` }}>
              {rows.slice(view.first, view.end).map((n, index) => (
                <Row
                  key={n}
                  session={session}
                  n={n}
                  row={view.first + index}
                  isSelected={n === selectedN}
                />
              ))}
            </div>
          </div>
        </div>
      </div>
      <ToNewest
        isStuck={isStuck}
        isLive={session.isLive}
        count={rows.length}
        onClick={() => element.current && scroll.stick(element.current)}
      />
    </div>
  )
}

function Row(props: { session: RunSession; n: number; row: number; isSelected: boolean }) {
  const { session, n, row, isSelected } = props
  if (n > 0) {
    return <RecordRow n={n} row={row} record={session.store.get(n)} isSelected={isSelected} />
  }
  const gap = session.store.gapAt(-n)
  return gap ? <GapRow gap={gap} row={row} onFill={() => void session.fillGap(gap)} /> : null
}

const columns = ['n', 'time, ms', 'at', 'conn', 'kind', 'what happened']

/** Back to the newest row, and how many came since the reader left it. */
function ToNewest(props: { isStuck: boolean; isLive: boolean; count: number; onClick(): void }) {
  const leftAt = useRef(props.count)
  if (props.isStuck) leftAt.current = props.count
  const arrived = Math.max(0, props.count - leftAt.current)
  if (props.isStuck || !props.isLive) return null
  return (
    <button type="button" class="to-newest" onClick={props.onClick}>
      ↓ newest{arrived > 0 && ` (${formatCount(arrived)} new)`}
    </button>
  )
}

interface ScrollParts {
  session: RunSession
  scroll: StickyScroll
  element: { current: HTMLDivElement | null }
}

/** A record that was selected, here or by a link, comes into view; once, and when its row is known. */
function useScrollToSelection(
  parts: ScrollParts & { selectedN: number | undefined; input: Parameters<typeof scrollTo>[1] },
): void {
  const { session, selectedN, scroll, element, input } = parts
  const pending = useRef<number | undefined>(undefined)
  const { viewPx } = input
  useMemo(() => {
    pending.current = selectedN
  }, [selectedN])
  // What stands above may grow and leave less room; then the selected row comes into view again.
  useMemo(() => {
    if (!scroll.isByReader) pending.current = selectedN
  }, [viewPx])
  useLayoutEffect(() => {
    const n = pending.current
    if (n === undefined || !element.current || viewPx === 0) return
    const { row, isThere } = session.index.rowOf(n)
    const isFilteredOut = session.store.get(n) !== undefined && session.index.scannedTo >= n
    if (isThere || isFilteredOut) pending.current = undefined
    if (!isThere) return
    const { scrollTop } = element.current
    const isNewest = row === input.count - 1 && scroll.isStuck.value
    const target = scrollTo(row, { ...input, scrollPx: scrollTop })
    if (!isNewest && (target !== scrollTop || scroll.isStuck.value)) {
      scroll.moveTo(element.current, target)
    }
  })
}

/** When rows came in above (a gap was filled), what the reader looks at stays where it is. */
function useKeepPlace(parts: ScrollParts & { view: RowWindow; rowPx: number }): void {
  const { session, scroll, element, view, rowPx } = parts
  const { index } = session
  const kept = useRef({ starts: index.starts, n: 0 })
  useLayoutEffect(() => {
    const { starts, n } = kept.current
    const isMoved = starts !== index.starts && n !== 0 && !scroll.isStuck.value
    if (isMoved && index.scannedTo < n) return
    if (isMoved && element.current) {
      const shift = (index.rowOf(n).row - view.first) * rowPx
      scroll.moveTo(element.current, element.current.scrollTop + shift)
    }
    kept.current = { starts: index.starts, n: Math.abs(index.rows[view.first] ?? 0) }
  })
}

function useWantRows(session: RunSession, view: RowWindow): void {
  const { rows } = session.index
  useEffect(() => {
    session.store.keepNear(Math.abs(rows[view.first] ?? 1))
    for (const n of [rows[view.first], rows[view.end - 1]]) {
      if (n !== undefined && n > 0) void session.want(n)
    }
  })
}

function numberAt(target: EventTarget | null): number | undefined {
  if (!(target instanceof Element) || target.closest('button')) return undefined
  const row = target.closest<HTMLElement>('[data-n]')
  return row ? Number(row.dataset.n) : undefined
}
