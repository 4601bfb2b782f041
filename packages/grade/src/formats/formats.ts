import { emitClassroom50 } from './emit-classroom50.ts'
import { emitCsv } from './emit-csv.ts'
import { emitExercism } from './emit-exercism.ts'
import { emitGradescope } from './emit-gradescope.ts'
import { emitJson } from './emit-json.ts'
import { emitJunit } from './emit-junit.ts'
import { emitText } from './emit-text.ts'
import type { Emit } from './format.ts'

export type Format = 'text' | 'json' | 'junit' | 'gradescope' | 'exercism' | 'classroom50' | 'csv'

/** Every format by the name that `--format` takes. */
export const formats: Readonly<Record<Format, Emit>> = {
  text: emitText,
  json: emitJson,
  junit: emitJunit,
  gradescope: emitGradescope,
  exercism: emitExercism,
  classroom50: emitClassroom50,
  csv: emitCsv,
}

/** Their consumers take any other status than 0 for a grader that did not run. */
export const alwaysZero: readonly Format[] = ['exercism', 'classroom50']
