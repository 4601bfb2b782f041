import { signal } from '@preact/signals'

export type HelpPanel = 'glossary' | 'keys'

/** The help panel that is open, and the glossary term it was opened for. */
export const help = signal<{ panel: HelpPanel; term?: string } | undefined>(undefined)

export function openHelp(panel: HelpPanel, term?: string): void {
  help.value = term === undefined ? { panel } : { panel, term }
}

export function closeHelp(): void {
  help.value = undefined
}
