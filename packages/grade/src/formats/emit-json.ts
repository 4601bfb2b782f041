import type { GradeResult } from '../result.ts'
import { jsonDocument } from './format.ts'

/** The result as it is, one JSON document: `schema/grade-result.schema.json`. */
export function emitJson(result: GradeResult): string {
  return jsonDocument(result)
}
