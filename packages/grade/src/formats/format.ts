import type { GradeResult } from '../result.ts'

/** Who handed the work in. What is not known is empty. */
export interface Learner {
  studentId: string
  lastName: string
  firstName: string
  email: string
}

/** What a format says beside the result: all that an emitter does not find there is given to it. */
export interface Setting {
  learner: Learner
  /** When it was graded, ISO 8601 in UTC. */
  gradedAt: string
  /** The environment's variables. */
  environment: Readonly<Record<string, string | undefined>>
}

/** One result as text. Pure: the same input gives the same text. */
export type Emit = (result: GradeResult, setting: Setting) => string

export const nobody: Learner = { studentId: '', lastName: '', firstName: '', email: '' }

/** A document of JSON for a program that people may read too. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
