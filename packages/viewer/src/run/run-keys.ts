import { useEffect } from 'preact/hooks'
import { help } from '../help/help-state.ts'
import type { RunSession } from '../log/run-session.ts'
import { follow, place } from '../place.ts'
import { filterInputId } from '../records/filter-bar.tsx'
import { isFiltering, noFilter } from '../records/record-filter.ts'
import { toggleStates } from '../states/states-pane.tsx'

/** The keys that work anywhere on a run: `/`, `p`, `s` and Esc. */
export function useRunKeys(session: RunSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || help.value) return
      if (event.key === 'Escape') return clear(session)
      const isTyping = event.target instanceof Element && event.target.matches('input, select')
      if (isTyping) return
      if (event.key === 'p' && (!session.hasEnded || session.pausedAt.value)) session.togglePause()
      if (event.key === 's' && session.store.kinds.has('tcp.state')) toggleStates()
      if (event.key === '/') {
        event.preventDefault()
        document.getElementById(filterInputId)?.focus()
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [session])
}

/** First the filter, then the selection. */
function clear(session: RunSession): void {
  if (isFiltering(session.filter.value)) session.setFilter(noFilter)
  else if (place.value.n !== undefined) follow({ run: session.run })
}
