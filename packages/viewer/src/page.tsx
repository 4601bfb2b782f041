import { useEffect } from 'preact/hooks'
import { hashOf } from './hash-link.ts'
import { GlossaryPanel } from './help/glossary-panel.tsx'
import { openHelp } from './help/help-state.ts'
import { KeysPanel } from './help/keys-panel.tsx'
import { Home } from './home/home.tsx'
import { place } from './place.ts'
import { Run } from './run/run.tsx'
import { currentTheme, toggleTheme } from './theme.ts'

/** The whole page: one line on top, under it the home page or one run, and help beside it. */
export function Page() {
  const { run } = place.value
  useHelpKey()
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <TopLine isHome={run === undefined} />
      <main id="main" tabIndex={-1}>
        {run === undefined ? <Home /> : <Run key={run} run={run} />}
      </main>
      <GlossaryPanel />
      <KeysPanel />
    </>
  )
}

function TopLine({ isHome }: { isHome: boolean }) {
  const theme = currentTheme()
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <header class="top-line">
      <a class="wordmark" href={hashOf({})} aria-current={isHome ? 'page' : undefined}>
        <Mark />
        Socket Labs
      </a>
      <nav aria-label="Page">
        <button type="button" class="plain" onClick={() => openHelp('glossary')}>
          Glossary
        </button>
        <button type="button" class="plain" onClick={() => openHelp('keys')}>
          Keys <kbd>?</kbd>
        </button>
        <button
          type="button"
          class="plain"
          onClick={toggleTheme}
          aria-label={`Use the ${other} theme`}
        >
          {theme === 'dark' ? 'Light' : 'Dark'}
        </button>
      </nav>
    </header>
  )
}

/** Two lifelines and the segments between them. */
function Mark() {
  return (
    <svg class="mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path class="mark-client" d="M3 2v16" />
      <path class="mark-server" d="M17 2v16" />
      <path class="mark-segment" d="M5.5 5l8.5 3m-3-3l3 3-4 1" />
      <path class="mark-segment" d="M14.5 12L6 15m4 1l-4-1 3-3" />
    </svg>
  )
}

/** `?` shows the keys wherever nobody is typing. */
function useHelpKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && !isTyping(event.target)) openHelp('keys')
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement
}
