import { signal, useComputed } from '@preact/signals'
import type { RunSession } from '../log/run-session.ts'
import { Strip, stripId } from './strip.tsx'

interface Props {
  session: RunSession
  isOpen: boolean
  selectedN: number | undefined
  onSelect(n: number): void
}

/** What the reader last said; until then it is open where a run is about messages or datagrams. */
const choice = signal<boolean | undefined>(undefined)

/** Whether the strip is open; what reads it is drawn again when that changes, not with every record. */
export function useIsBytesOpen(session: RunSession): boolean {
  return useComputed(() => {
    if (choice.value !== undefined) return choice.value
    const kinds = [...session.store.kinds]
    return kinds.some((kind) => kind.startsWith('frame.') || kind === 'udp.datagram')
  }).value
}

/** The strip under the other panes, opened on demand; on a narrow screen it is one of the views. */
export function BytesPane({ session, isOpen, selectedN, onSelect }: Props) {
  return (
    <section class="pane pane-bytes" id="pane-bytes" aria-label="Bytes of each direction">
      <Strip session={session} selectedN={selectedN} onSelect={onSelect}>
        <button
          type="button"
          class="plain bytes-toggle"
          aria-expanded={isOpen}
          aria-controls={stripId}
          onClick={() => {
            choice.value = !isOpen
          }}
        >
          Bytes: what was sent, and in which reads it came
        </button>
      </Strip>
    </section>
  )
}
