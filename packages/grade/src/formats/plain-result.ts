import { stripVTControlCharacters } from 'node:util'
import type { GradeResult } from '../result.ts'

/**
 * The result with every text made plain: without terminal sequences and control characters, and without
 * the folders of this machine. `courseFolder` is where the course lies; the temporary folder of a
 * learner's program is known by its form.
 */
export function plainResult(result: GradeResult, courseFolder: string): GradeResult {
  return plainValue(result, (text) => plainText(text, courseFolder)) as GradeResult
}

function plainValue(value: unknown, plain: (text: string) => string): unknown {
  if (typeof value === 'string') return plain(value)
  if (Array.isArray(value)) return value.map((item) => plainValue(item, plain))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, plainValue(inner, plain)]),
  )
}

function plainText(text: string, courseFolder: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replace(/[^\n\t\P{Cc}]/gu, '\ufffd')
    .replaceAll(`file://${courseFolder}`, courseFolder)
    .replaceAll(`${courseFolder}/`, '')
    .replaceAll(courseFolder, '.')
    .replace(/(?:file:\/\/)?(?:\/[\w.+-]+)+\/exercise-\w{6}\/?/g, './')
}
