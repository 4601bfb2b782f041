import { signal, useComputed } from '@preact/signals'
import type { RunSession } from '../log/run-session.ts'
import { States, statesId } from './states.tsx'

interface Props {
  session: RunSession
  isOpen: boolean
  selectedN: number | undefined
  onSelect(n: number): void
}

/** What the reader last said; until then it is open wherever states were seen. */
const choice = signal<boolean | undefined>(undefined)

/** Whether the run tells of states at all; what reads it is drawn again when that changes. */
export function useHasStates(session: RunSession): boolean {
  return useComputed(() => session.store.kinds.has('tcp.state')).value
}

export function useIsStatesOpen(session: RunSession): boolean {
  const hasStates = useHasStates(session)
  return useComputed(() => choice.value ?? true).value && hasStates
}

/** For the key `s`. */
export function toggleStates(): void {
  choice.value = !(choice.peek() ?? true)
}

/** The state diagrams under the other panes; on a narrow screen one of the views. */
export function StatesPane({ session, isOpen, selectedN, onSelect }: Props) {
  return (
    <section class="pane pane-states" id="pane-states" aria-label="States of both ends">
      <States session={session} selectedN={selectedN} onSelect={onSelect}>
        <button
          type="button"
          class="plain states-toggle"
          aria-expanded={isOpen}
          aria-controls={statesId}
          aria-keyshortcuts="s"
          onClick={toggleStates}
        >
          States: which way each end went
        </button>
      </States>
    </section>
  )
}
