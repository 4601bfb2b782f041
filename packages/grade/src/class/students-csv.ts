import type { Learner } from '../formats/format.ts'
import { nobody } from '../formats/format.ts'
import { WordsError } from '../words-error.ts'

const columnOf: Record<string, keyof Learner> = {
  student_id: 'studentId',
  last_name: 'lastName',
  first_name: 'firstName',
  email: 'email',
}

/**
 * Reads `students.csv`: names of columns in its first row, of which `folder` must be one and `student_id`,
 * `last_name`, `first_name` and `email` may be. By folder; throws {@link WordsError}.
 */
export function readStudents(text: string): Map<string, Learner> {
  const [names = [], ...rows] = parseCsv(text.replace(/^\ufeff/, ''))
  const folderAt = names.indexOf('folder')
  if (folderAt < 0) {
    throw new WordsError(`students.csv has no column named folder; it has: ${names.join(', ')}`)
  }
  return new Map(rows.map((row) => [row[folderAt] ?? '', learnerOf(names, row)]))
}

function learnerOf(names: readonly string[], row: readonly string[]): Learner {
  const learner = { ...nobody }
  for (const [i, name] of names.entries()) {
    const field = columnOf[name]
    if (field) learner[field] = row[i] ?? ''
  }
  return learner
}

/** Rows of fields as RFC 4180 writes them; lines may end in LF alone. Empty lines are left out. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  while (field.lastIndex < text.length) {
    const at = field.lastIndex
    const match = field.exec(text)
    if (!match) throw new WordsError(`students.csv: a quote that does not fit at character ${at}`)
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] !== ',') rows.push([])
    else if (field.lastIndex === text.length) rows.at(-1)?.push('')
  }
  return rows.filter((row) => row.length > 1 || (row[0] ?? '') !== '')
}
