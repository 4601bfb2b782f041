import { signal } from '@preact/signals'
import { background, fontSizePx, palette, statePalette, tintCount, tintOf } from '@socket-labs/draw'

export type Theme = 'light' | 'dark'

const key = 'socket-labs.theme'
const systemIsDark = matchMedia('(prefers-color-scheme: dark)')

const chosen = signal<Theme | undefined>(readChoice())
const system = signal<Theme>(systemIsDark.matches ? 'dark' : 'light')
systemIsDark.addEventListener('change', (event) => {
  system.value = event.matches ? 'dark' : 'light'
  applyTheme()
})

/** The theme on the screen: the reader's choice, else the system's. */
export function currentTheme(): Theme {
  return chosen.value ?? system.value
}

/**
 * The colours are those of every other picture: each role of the palette is `--<role>`, each state
 * `--state-<STATE>`, each tint `--tint-<number>` and `--tint-edge-<number>`.
 */
export function applyTheme(): void {
  const theme = currentTheme()
  const root = document.documentElement
  root.dataset.theme = theme
  root.style.setProperty('--paper', background[theme])
  for (const [role, colour] of Object.entries(palette)) {
    root.style.setProperty(`--${role}`, colour[theme])
  }
  for (const [state, colour] of statePalette) {
    root.style.setProperty(`--state-${state}`, colour[theme])
  }
  for (let tint = 0; tint < tintCount; tint++) {
    const { fill, edge } = tintOf(tint)
    root.style.setProperty(`--tint-${tint}`, fill[theme])
    root.style.setProperty(`--tint-edge-${tint}`, edge[theme])
  }
  root.style.setProperty('--scene-text', `${fontSizePx.sans}px`)
  root.style.setProperty('--scene-mono', `${fontSizePx.mono}px`)
}

/** Choosing what the system wants anyway goes back to following the system. */
export function toggleTheme(): void {
  const next: Theme = currentTheme() === 'dark' ? 'light' : 'dark'
  chosen.value = next === system.value ? undefined : next
  try {
    if (chosen.value) localStorage.setItem(key, chosen.value)
    else localStorage.removeItem(key)
  } catch {
    // A browser that keeps nothing still shows the choice until the page is closed.
  }
  applyTheme()
}

function readChoice(): Theme | undefined {
  try {
    const saved = localStorage.getItem(key)
    return saved === 'light' || saved === 'dark' ? saved : undefined
  } catch {
    return undefined
  }
}
