import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

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

/** The folders of `labs/`. */
export function labNames(root: string): string[] {
  return readdirSync(join(root, 'labs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}
