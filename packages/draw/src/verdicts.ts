import type { Verdict } from '@socket-labs/trace'
import type { TextOptions } from './options.ts'

/** Verdicts as text for the end of a run. */
export function toVerdicts(facts: readonly Verdict[], _options: TextOptions = {}): string {
  return facts.map((fact) => fact.id).join('\n')
}
