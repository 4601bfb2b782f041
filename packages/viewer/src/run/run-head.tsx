import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ConfirmDelete } from '../confirm-delete.tsx'
import { removeRun, starting, startRun, trouble } from '../home/home-state.ts'
import type { RunSession } from '../log/run-session.ts'
import { server } from '../log/server.ts'
import { go } from '../place.ts'
import { formatWhen } from '../words.ts'
import { RunStatus } from './run-status.tsx'

/** The experiment's question, how the run stands, and what can be done with it. */
export function RunHead({ session }: { session: RunSession }) {
  const { started } = session.store
  const question = textOf(started?.question) || 'What happens?'
  useEffect(() => {
    document.title = `${question} · Socket Labs`
  }, [question])
  return (
    <header class="run-head">
      <h1>{started ? question : 'Opening the run …'}</h1>
      <div class="run-line">
        <RunStatus session={session} />
        {started && (
          <p class="soft run-about">
            <span class="mono">
              {textOf(started.lab)}/{textOf(started.scenario)}
            </span>
            {typeof started.startedAt === 'string' && (
              <span>{formatWhen(started.startedAt, new Date())}</span>
            )}
            {started.seed !== undefined && <span>seed {String(started.seed)}</span>}
          </p>
        )}
        <Actions session={session} />
      </div>
    </header>
  )
}

function Actions({ session }: { session: RunSession }) {
  const { started } = session.store
  const lab = textOf(started?.lab)
  const scenario = textOf(started?.scenario)
  // A run that the grader saved is run again by grading again, one of a command by the command.
  const showsFacts = Array.isArray(started?.facts) && started.facts.length > 0
  const isExperiment = lab !== '' && showsFacts && !scenario.startsWith('grade-')
  const isRunning = !session.hasEnded && !session.isBroken.value
  return (
    <div class="run-actions">
      {isRunning && <StopButton session={session} />}
      {isExperiment && (
        <button
          type="button"
          class="quiet"
          disabled={starting.value !== ''}
          onClick={() => void startRun(lab, scenario)}
        >
          Run again
        </button>
      )}
      <a
        class="quiet"
        href={server.downloadAddress(session.run)}
        download={`${session.run}.ndjson`}
      >
        Download
      </a>
      {!isRunning && (
        <ConfirmDelete
          what="this run"
          onDelete={async () => {
            await removeRun(session.run)
            if (trouble.value === '') go({})
          }}
        />
      )}
      {trouble.value && <span role="alert">{trouble.value}</span>}
    </div>
  )
}

function StopButton({ session }: { session: RunSession }) {
  const isStopping = useSignal(false)
  return (
    <button
      type="button"
      class="quiet"
      disabled={isStopping.value}
      onClick={() => {
        isStopping.value = true
        void session.stop()
      }}
    >
      {isStopping.value ? 'Stopping …' : 'Stop'}
    </button>
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
