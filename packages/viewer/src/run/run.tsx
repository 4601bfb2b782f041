import { useEffect, useState } from 'preact/hooks'
import { hashOf } from '../hash-link.ts'
import { Ladder } from '../ladder/ladder.tsx'
import { RunSession } from '../log/run-session.ts'
import { follow, place } from '../place.ts'
import { FilterBar } from '../records/filter-bar.tsx'
import { RecordTable } from '../records/record-table.tsx'
import { StatesPane, useHasStates, useIsStatesOpen } from '../states/states-pane.tsx'
import { RecordStory } from '../story/record-story.tsx'
import { BytesPane, useIsBytesOpen } from '../strip/bytes-pane.tsx'
import { RunHead } from './run-head.tsx'
import { useRunKeys } from './run-keys.ts'
import { Verdicts } from './verdicts.tsx'

/** One run: its question and verdicts, the ladder, the record list, and the selected record's story. */
export function Run({ run }: { run: string }) {
  const [session] = useState(() => new RunSession(run))
  useEffect(() => () => session.close(), [session])
  useRunKeys(session)
  const problem = session.problem.value
  if (problem && session.store.held === 0) return <Problem text={problem} />
  return (
    <div class="run">
      <RunHead session={session} />
      {problem && (
        <p class="trouble" role="alert">
          {problem}
        </p>
      )}
      <Verdicts session={session} />
      {session.isOpen.value && <Panes session={session} />}
    </div>
  )
}

type PaneName = 'ladder' | 'records' | 'states' | 'bytes'

const paneNames: Record<PaneName, string> = {
  ladder: 'Ladder',
  records: 'Records',
  states: 'States',
  bytes: 'Bytes',
}

/** Side by side where there is room; on a narrow screen one of them, and the story under it. */
function Panes({ session }: { session: RunSession }) {
  const [shown, setShown] = useState<PaneName>('ladder')
  const isOpen = useIsBytesOpen(session)
  const hasStates = useHasStates(session)
  const isStatesOpen = useIsStatesOpen(session)
  const names = (Object.keys(paneNames) as PaneName[]).filter((name) => {
    return name !== 'states' || hasStates
  })
  const selectedN = place.value.n
  const select = (n: number) => follow({ run: session.run, n })
  return (
    <div
      class="panes"
      data-shown={shown}
      data-bytes={isOpen ? 'open' : 'closed'}
      data-states={isStatesOpen ? 'open' : 'closed'}
    >
      <fieldset class="pane-choice" aria-label="View">
        {names.map((name) => (
          <button
            type="button"
            key={name}
            aria-pressed={shown === name}
            aria-controls={`pane-${name}`}
            onClick={() => setShown(name)}
          >
            {paneNames[name]}
          </button>
        ))}
      </fieldset>
      <section class="pane pane-ladder" id="pane-ladder" aria-label="Ladder">
        <Ladder session={session} selectedN={selectedN} onSelect={select} />
      </section>
      <section class="pane pane-records" id="pane-records" aria-label="Record list">
        <FilterBar session={session} />
        <RecordTable session={session} selectedN={selectedN} onSelect={select} />
      </section>
      {hasStates && (
        <StatesPane
          session={session}
          isOpen={isStatesOpen}
          selectedN={selectedN}
          onSelect={select}
        />
      )}
      <BytesPane session={session} isOpen={isOpen} selectedN={selectedN} onSelect={select} />
      <section class="pane pane-story" aria-label="The selected record">
        <RecordStory session={session} selectedN={selectedN} />
      </section>
    </div>
  )
}

function Problem({ text }: { text: string }) {
  return (
    <div class="problem" role="alert">
      <h1>{text}</h1>
      <p>
        <a href={hashOf({})}>All labs and runs</a>
      </p>
    </div>
  )
}
