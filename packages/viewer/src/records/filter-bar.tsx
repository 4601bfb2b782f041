import type { RunSession } from '../log/run-session.ts'
import { formatCount, plural } from '../words.ts'
import { isFiltering, kindChoices, noFilter, type RecordFilter } from './record-filter.ts'

/** More entries than anybody looks through in a drop-down list. */
const mostChoices = 300

export const filterInputId = 'filter-text'

/** Which records the list shows, and whether it moves. */
export function FilterBar({ session }: { session: RunSession }) {
  const filter = session.filter.value
  const change = (part: Partial<RecordFilter>) => session.setFilter({ ...filter, ...part })
  return (
    <search class="filter-bar">
      <input
        id={filterInputId}
        type="search"
        placeholder="Filter by text  ( / )"
        aria-label="Filter records by text"
        aria-keyshortcuts="/"
        value={filter.text}
        onInput={(event) => change({ text: event.currentTarget.value })}
      />
      <Choice
        label="Connection"
        all="all connections"
        value={filter.conn}
        choices={[...session.store.conns]}
        onChange={(conn) => change({ conn })}
      />
      <Choice
        label="Kind"
        all="all kinds"
        value={filter.kind}
        choices={kindChoices(session.store.kinds)}
        onChange={(kind) => change({ kind })}
      />
      <p class="shown soft">
        <Shown session={session} />
        <PauseButton session={session} />
      </p>
    </search>
  )
}

interface ChoiceProps {
  label: string
  all: string
  value: string
  choices: readonly string[]
  onChange(value: string): void
}

export function Choice({ label, all, value, choices, onChange }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{all}</option>
      {choices.slice(0, mostChoices).map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  )
}

function PauseButton({ session }: { session: RunSession }) {
  const pausedAt = session.pausedAt.value
  if (pausedAt === undefined && session.hasEnded) return null
  const arrived = pausedAt === undefined ? 0 : session.newest - pausedAt
  return (
    <button
      type="button"
      class="quiet"
      aria-pressed={pausedAt !== undefined}
      aria-keyshortcuts="p"
      onClick={() => session.togglePause()}
    >
      {pausedAt === undefined ? 'Pause' : `Resume: ${formatCount(arrived)} arrived meanwhile`}
    </button>
  )
}

/** How many rows the filter leaves, and what it could not look into. */
function Shown({ session }: { session: RunSession }) {
  const { index, store } = session
  if (!isFiltering(session.filter.value)) {
    return <span>{plural(session.limit, 'record')}</span>
  }
  const rest = session.limit - index.scannedTo
  return (
    <span aria-live="polite">
      {formatCount(index.rows.length)} of {plural(session.limit, 'record')}
      {rest > 0 && `, ${formatCount(rest)} to look through`}{' '}
      <button type="button" class="quiet" onClick={() => session.setFilter(noFilter)}>
        Clear
      </button>
      {index.unsearched > 0 && (
        <>
          {' '}
          {formatCount(index.unsearched)} older ones are not on this page yet.{' '}
          {store.head <= store.capRecords && (
            <button type="button" class="quiet" onClick={() => void session.wantAll()}>
              Fetch them
            </button>
          )}
        </>
      )}
    </span>
  )
}
