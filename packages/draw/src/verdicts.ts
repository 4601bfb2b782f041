import type { Verdict } from '@socket-labs/trace'
import { paintLine, type Span } from './ansi.ts'
import type { TextOptions } from './options.ts'
import { plural } from './quantities.ts'
import { safeText } from './safe-text.ts'
import { columnsOf, fitText, wrapText } from './text-width.ts'

/** So many numbers of evidence are written out. */
const mostEvidence = 12

/**
 * Verdicts as text for the end of a run: tick or cross, id, truth and what must be true; under it what this
 * run showed and the records that show it; last, how many held. Lines are at most `columns` wide.
 */
export function toVerdicts(facts: readonly Verdict[], options: TextOptions = {}): string {
  if (facts.length === 0) return 'No fact was judged.\n'
  const columns = Math.max(40, Math.floor(options.columns ?? 80))
  const idWidth = Math.min(18, Math.max(...facts.map(({ id }) => columnsOf(safeText(id)))))
  const lines = facts.flatMap((fact) => verdictLines(fact, idWidth, columns))
  lines.push([], summary(facts))
  return lines.map((spans) => `${paintLine(spans, options.color === true)}\n`).join('')
}

function verdictLines(fact: Verdict, idWidth: number, columns: number): Span[][] {
  const role = fact.held ? 'held' : 'not-held'
  const id = fitText(safeText(fact.id), idWidth, columnsOf)
  const lead = `${fact.held ? '✓' : '✗'} ${id}${' '.repeat(idWidth - columnsOf(id))}  ${safeText(fact.truth)}  `
  const indent = ' '.repeat(columnsOf(lead))
  const room = columns - indent.length
  const [first = '', ...rest] = wrapText(safeText(fact.expected), room)
  return [
    [
      { text: lead, role, isStrong: true },
      { text: first, isStrong: true },
    ],
    ...rest.map((text): Span[] => [{ text: indent }, { text, isStrong: true }]),
    ...wrapText(`seen: ${safeText(fact.seen)}`, room).map((text): Span[] => [
      { text: indent },
      { text },
    ]),
    ...wrapText(evidenceWords(fact.evidence), room).map((text): Span[] => [
      { text: indent },
      { text, role: 'faint' },
    ]),
  ]
}

function evidenceWords(evidence: readonly number[]): string {
  if (evidence.length === 0) return 'no record shows it'
  const named = evidence.slice(0, mostEvidence).join(', ')
  const rest = evidence.length - mostEvidence
  return `${evidence.length === 1 ? 'record' : 'records'} ${named}${rest > 0 ? ` and ${rest} more` : ''}`
}

function summary(facts: readonly Verdict[]): Span[] {
  const held = facts.filter((fact) => fact.held).length
  if (held === facts.length) {
    const text = held === 1 ? 'The fact held.' : `All ${plural(held, 'fact')} held.`
    return [{ text, role: 'held' }]
  }
  return [{ text: `${held} of ${plural(facts.length, 'fact')} held.`, role: 'not-held' }]
}
