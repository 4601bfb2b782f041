import { type ExerciseResult, earnedPoints, type GradeResult } from '../result.ts'
import type { Learner, Setting } from './format.ts'

const columns = [
  'assignment',
  'duedate',
  'timestamp',
  'student_id',
  'last_name',
  'first_name',
  'email',
  'raw_score',
  'late_submission_penalty',
  'score',
  'max_score',
]

/** nbgrader's columns, a row for each exercise; when it is due is not known here, nor what is late. */
export function emitCsv(result: GradeResult, setting: Setting): string {
  return csvDocument([{ exercises: result.exercises, setting }])
}

/** The same for several learners, under one row of names. */
export function csvDocument(
  results: readonly { exercises: readonly ExerciseResult[]; setting: CsvSetting }[],
): string {
  const rows = results.flatMap(({ exercises, setting }) =>
    exercises.map((exercise) => rowOf(exercise, setting)),
  )
  return [columns, ...rows].map((fields) => `${fields.map(csvField).join(',')}\r\n`).join('')
}

type CsvSetting = Pick<Setting, 'gradedAt'> & { learner: Learner }

function rowOf(exercise: ExerciseResult, { learner, gradedAt }: CsvSetting): string[] {
  const { studentId, lastName, firstName, email } = learner
  const score = String(earnedPoints(exercise))
  const assignment = `${exercise.lab}/${exercise.exercise}`
  const who = [studentId, lastName, firstName, email]
  return [assignment, '', gradedAt, ...who, score, '0', score, String(exercise.points)]
}

/**
 * A field as RFC 4180 quotes it. A spreadsheet takes text that begins with `=`, `+`, `-` or `@` for a
 * formula; an apostrophe before it makes it text again. No number here is below zero.
 */
export function csvField(text: string): string {
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
