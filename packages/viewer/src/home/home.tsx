import { useEffect } from 'preact/hooks'
import { EarlierRuns } from './earlier-runs.tsx'
import { heldFacts, labs, load, runs, trouble } from './home-state.ts'
import { LabRow } from './lab-row.tsx'
import { Machine } from './machine.tsx'

/** The five labs with their experiments, and under them the runs made so far. */
export function Home() {
  useEffect(() => {
    document.title = 'Socket Labs'
    void load()
  }, [])
  useFreshRuns()
  const held = heldFacts(runs.value ?? [])
  return (
    <div class="home">
      <header class="home-head">
        <h1>Open real sockets. Watch what they do.</h1>
        <p class="soft">
          Pick a question and press Run: a client and a server talk through this machine’s own
          kernel, and everything they do is drawn here as it happens.
        </p>
      </header>
      {trouble.value && (
        <p class="trouble" role="alert">
          {trouble.value}{' '}
          <button type="button" class="quiet" onClick={() => void load()}>
            Ask again
          </button>
        </p>
      )}
      <LabList held={held} />
      <EarlierRuns />
      <Machine />
    </div>
  )
}

function LabList({ held }: { held: Set<string> }) {
  if (!labs.value) return trouble.value ? null : <p class="soft">Asking for the labs …</p>
  if (labs.value.length === 0) return <p class="soft">No lab was found in this checkout.</p>
  return (
    <section aria-label="Labs" class="labs">
      {labs.value.map((lab) => (
        <LabRow key={lab.id} lab={lab} held={held} />
      ))}
    </section>
  )
}

const refreshMs = 2000

/** While a run goes on somewhere, the list is asked for again. */
function useFreshRuns(): void {
  const isOneRunning = runs.value?.some((run) => run.state === 'running') ?? false
  useEffect(() => {
    if (!isOneRunning) return
    const timer = setInterval(() => void load(), refreshMs)
    return () => clearInterval(timer)
  }, [isOneRunning])
}
