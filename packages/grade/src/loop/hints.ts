import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError } from './command.ts'

/** The headings of an exercise's hints, from the least to the most that is given away. */
const hintTitles = ['A nudge', 'A pointer', 'Nearly there'] as const

export interface Hint {
  title: string
  /** Markdown, without the heading. */
  text: string
}

/** A file of hints that has not the three headings, in order, each with words below it. */
class HintsError extends CommandError {
  constructor(path: string, why: string) {
    super(`${path}: ${why}`, 1)
    this.name = 'HintsError'
  }
}

/** Where an exercise's hints are, from the root. */
export function hintsPath({ lab, exercise }: { lab: string; exercise: string }): string {
  return `labs/${lab}/hints/${exercise}.md`
}

/** The three hints of an exercise; undefined when nobody wrote any. Throws {@link CommandError} when they are not as they should be. */
export async function readHints(
  root: string,
  exercise: { lab: string; exercise: string },
): Promise<Hint[] | undefined> {
  const path = hintsPath(exercise)
  const text = await readFile(join(root, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? undefined : parseHints(text, path)
}

/** Reads hints from Markdown; what stands before the first of them is a title, and left out. */
export function parseHints(markdown: string, path: string): Hint[] {
  const [, ...parts] = `\n${markdown.replaceAll('\r\n', '\n')}`.split(/\n## +/)
  const hints = parts.map((part) => {
    const [title = '', ...rows] = part.split('\n')
    return { title: title.trim(), text: rows.join('\n').trim() }
  })
  const titles = hints.map(({ title }) => title).join(', ')
  if (titles !== hintTitles.join(', ')) {
    const found = titles || 'none'
    throw new HintsError(path, `expected the headings ${hintTitles.join(', ')}; found ${found}`)
  }
  const empty = hints.find(({ text }) => text === '')
  if (empty) throw new HintsError(path, `nothing stands under ${empty.title}`)
  return hints
}
