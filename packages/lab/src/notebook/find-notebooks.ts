import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../exit-status.ts'

export interface FoundNotebook {
  lab: string
  /** The file's name, `01-opening-a-connection.ipynb`. */
  name: string
  path: string
}

/** Every `labs/<lab>/notebooks/*.ipynb` below `root`, in order of lab and name. */
export function findNotebooks(root: string): FoundNotebook[] {
  return labNames(root).flatMap((lab) => {
    const folder = join(root, 'labs', lab, 'notebooks')
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((name) => name.endsWith('.ipynb'))
      .sort()
      .map((name) => ({ lab, name, path: join(folder, name) }))
  })
}

/** The one lab that a command's words name, or undefined when they name none. */
export function labOf(words: readonly string[], root: string): string | undefined {
  const [lab, ...more] = words
  if (more.length > 0) throw new UsageError(`one lab at most, not "${words.join(' ')}"`)
  if (lab === undefined) return undefined
  const labs = labNames(root)
  if (labs.includes(lab)) return lab
  throw new UsageError(`there is no lab "${lab}"; there is ${labs.join(', ')}`)
}

function labNames(root: string): string[] {
  return readdirSync(join(root, 'labs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}
