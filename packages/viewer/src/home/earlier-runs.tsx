import type { RunListing } from '@socket-labs/trace'
import { ConfirmDelete } from '../confirm-delete.tsx'
import { hashOf } from '../hash-link.ts'
import { server } from '../log/server.ts'
import { formatBytes, formatWhen, plural } from '../words.ts'
import { removeRun, runs } from './home-state.ts'

export function EarlierRuns() {
  return (
    <section class="earlier" aria-labelledby="earlier-title">
      <div class="earlier-head">
        <h2 id="earlier-title">Earlier runs</h2>
        <p class="soft">
          Runs stay on this machine until you delete them. The bytes in them may be private: look
          before you share one. The page’s own sockets are left out of every run.
        </p>
      </div>
      <RunList />
    </section>
  )
}

function RunList() {
  if (!runs.value) return null
  if (runs.value.length === 0) {
    return <p class="soft empty">None yet. Your first run will appear here.</p>
  }
  const now = new Date()
  return (
    <ul class="runs">
      {runs.value.map((run) => (
        <RunRow key={run.run} run={run} now={now} />
      ))}
    </ul>
  )
}

function RunRow({ run, now }: { run: RunListing; now: Date }) {
  return (
    <li class="earlier-run">
      <div class="earlier-run-what">
        <a href={hashOf({ run: run.run })}>{run.question}</a>
        <p class="soft">
          <span class="mono">
            {run.lab}/{run.scenario}
          </span>
        </p>
      </div>
      <Ticks run={run} />
      <p class="earlier-run-size soft">
        <time dateTime={run.startedAt}>{formatWhen(run.startedAt, now)}</time>
        <br />
        {plural(run.records, 'record')}, {formatBytes(run.sizeBytes)}
      </p>
      <div class="earlier-run-actions">
        <a class="quiet" href={server.downloadAddress(run.run)} download={`${run.run}.ndjson`}>
          Download
        </a>
        {run.state !== 'running' && (
          <ConfirmDelete what={`the run of ${run.scenario}`} onDelete={() => removeRun(run.run)} />
        )}
      </div>
    </li>
  )
}

/** A tick or a cross for each fact; without facts, how the run went. */
function Ticks({ run }: { run: RunListing }) {
  return (
    <p class="ticks mono">
      {run.facts.map((fact) => (
        <span
          key={`${fact.id} ${fact.truth}`}
          class={fact.held ? 'held' : 'not-held'}
          title={fact.held ? 'held' : 'did not hold'}
        >
          <span role="img" aria-label={fact.held ? 'held:' : 'did not hold:'}>
            {fact.held ? '✓' : '✗'}
          </span>
          {fact.id}
        </span>
      ))}
      {run.state !== 'ended' && <span class="soft">{stateInWords(run)}</span>}
      {run.state === 'ended' && run.outcome !== 'finished' && (
        <span class="soft">{run.outcome}</span>
      )}
    </p>
  )
}

function stateInWords(run: RunListing): string {
  return run.state === 'running' ? 'running now' : 'cut short'
}
