import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the curriculum's page lies, from the checkout's root. */
export const pageFile = 'docs/curriculum.md'

export function writePage(root: string, text: string): void {
  writeFileSync(join(root, pageFile), text)
}

/** Why the page on disk is not `text`, as a sentence that says what to do; undefined when it is. */
export function whyStale(root: string, text: string): string | undefined {
  const file = join(root, pageFile)
  const mend = 'write it with: pnpm facts --write'
  if (!existsSync(file)) return `${pageFile} is not there; ${mend}`
  const there = readFileSync(file, 'utf8')
  if (there === text) return undefined
  return `${pageFile} is not what the labs now show, first in line ${firstDifference(there, text)}; ${mend}`
}

function firstDifference(a: string, b: string): number {
  const lines = b.split('\n')
  const index = a.split('\n').findIndex((line, i) => line !== lines[i])
  return (index < 0 ? a.split('\n').length : index) + 1
}
