import { useSignal } from '@preact/signals'
import type { CapabilityListing } from '@socket-labs/trace'
import { server } from '../log/server.ts'

/** What this machine can do, asked for when somebody wants to know: trying it out takes a moment. */
export function Machine() {
  const found = useSignal<CapabilityListing[] | undefined>(undefined)
  const problem = useSignal('')
  const ask = async () => {
    if (found.value) return
    problem.value = ''
    try {
      found.value = await server.capabilities()
    } catch (error) {
      problem.value = (error as Error).message
    }
  }
  return (
    <details
      class="machine"
      onToggle={(event) => {
        if (event.currentTarget.open) void ask()
      }}
    >
      <summary>
        <h2>What this machine can do</h2>
      </summary>
      <div aria-live="polite">
        {problem.value && <p class="trouble">{problem.value}</p>}
        {!found.value && !problem.value && <p class="soft">Trying it out …</p>}
        {found.value && <Capabilities found={found.value} />}
      </div>
    </details>
  )
}

/** What is missing first, with what would change that. */
function Capabilities({ found }: { found: readonly CapabilityListing[] }) {
  const missing = found.filter(({ available }) => !available)
  const there = found.filter(({ available }) => available)
  return (
    <>
      <p class="soft">
        {there.length} of {found.length} were found by trying each once. An experiment that needs
        what is missing says so; start the page anew when you have changed something.
      </p>
      {missing.length > 0 && (
        <ul class="capabilities" aria-label="Missing">
          {missing.map((one) => (
            <Missing key={one.id} one={one} />
          ))}
        </ul>
      )}
      <ul class="capabilities capabilities-there" aria-label="There">
        {there.map(({ id }) => (
          <li key={id}>
            <span class="held" aria-hidden="true">
              ✓
            </span>{' '}
            <span class="mono">{id}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Missing({ one: { id, why, enable } }: { one: CapabilityListing }) {
  return (
    <li>
      <span class="mono">
        <span aria-hidden="true">– </span>
        {id}
      </span>
      <span class="soft">
        {why}
        {enable && <>; to have it: {enable}</>}
      </span>
    </li>
  )
}
