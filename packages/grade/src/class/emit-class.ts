import { csvDocument } from '../formats/emit-csv.ts'
import { jsonDocument } from '../formats/format.ts'
import { type ExerciseResult, earnedPoints, hasPassed } from '../result.ts'
import type { ClassResult } from './grade-class.ts'
import { countMisconceptions, tellMisconceptions } from './misconceptions.ts'

/** What a class's results can be written as, by the name that `--format` takes. */
export const classFormats = {
  text: emitClassText,
  json: emitClassJson,
  csv: emitClassCsv,
}

export type ClassFormat = keyof typeof classFormats

/** One JSON document, an array: `schema/class-result.schema.json`. */
export function emitClassJson(results: readonly ClassResult[]): string {
  return jsonDocument(results)
}

/** A row for each learner and exercise. */
export function emitClassCsv(results: readonly ClassResult[]): string {
  return csvDocument(
    results.map(({ learner, gradedAt, result }) => ({
      exercises: result.exercises,
      setting: { learner, gradedAt },
    })),
  )
}

/** A line for each learner, then which mistakes were met how often. */
export function emitClassText(results: readonly ClassResult[]): string {
  const width = Math.max(...results.map(({ folder }) => folder.length))
  const rows = results.map(({ folder, result }) => {
    const marks = result.exercises.map(
      (exercise) => `${hasPassed(exercise) ? '✓' : '✗'} ${exercise.exercise}`,
    )
    return `${folder.padEnd(width)}  ${sayPoints(result.exercises)}    ${marks.join('  ')}`
  })
  const counts = countMisconceptions(results.map(({ result }) => result))
  const seed = results[0]?.result.seed
  return `${rows.join('\n')}\n\n${tellMisconceptions(counts)}\nlearners: ${results.length}    seed ${seed}\n`
}

/** `12.5 of 30 points`. */
export function sayPoints(exercises: readonly ExerciseResult[]): string {
  const hundredths = exercises.reduce((sum, e) => sum + Math.round(100 * earnedPoints(e)), 0)
  const most = exercises.reduce((sum, { points }) => sum + points, 0)
  return `${hundredths / 100} of ${most} points`
}
