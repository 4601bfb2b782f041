import type { EditionStanding } from './check-edition.ts'
import type { Update } from './update-edition.ts'

/** What an update did, for the one who started it. */
export function sayUpdate({ written, removed, stayed, kept }: Update): string {
  const rows = [`${written.length} files written, ${removed.length} removed.`]
  for (const { path, ours } of stayed) {
    rows.push(
      ours
        ? `${path} is as you have it; ours is beside it, in ${ours}`
        : `${path} is as you have it; the course has it no longer`,
    )
  }
  for (const { path, place } of kept) rows.push(`${path} is ours again; yours is in ${place}`)
  return rows.join('\n')
}

/** How an edition differs from what was handed out. */
export function sayStanding({ missing, changed, exercises }: EditionStanding): string {
  const rows = [
    ...missing.map((path) => `missing: ${path}`),
    ...changed.map((path) => `changed: ${path}`),
  ]
  if (missing.length > 0)
    rows.push('Ask for an update of this edition: it brings back what is missing.')
  else if (changed.length === 0) rows.push('Everything is as it was handed out.')
  const worked = exercises.length === 1 ? '1 exercise is' : `${exercises.length} exercises are`
  return [...rows, `${worked} being worked on.`].join('\n')
}
