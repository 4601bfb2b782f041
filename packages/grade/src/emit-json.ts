import type { GradeResult } from './result.ts'

/** The result as it is, one JSON document. */
export function emitJson(result: GradeResult): string {
  return `${JSON.stringify(result, null, 2)}\n`
}
