import type { NotebookSection } from './exercise.ts'

/** What grading found. Every format is made from this and from nothing else. Plain data. */
export interface GradeResult {
  /** Version of this form. */
  version: 1
  seed: number
  durationMs: number
  exercises: ExerciseResult[]
}

export interface ExerciseResult {
  lab: string
  /** The exercise's id: its file's stem. */
  exercise: string
  /** The fact of the curriculum that it is about, and the fact in one sentence. */
  fact: string
  shows: string
  /** What it is worth; see {@link earnedPoints}. */
  points: number
  notebook?: NotebookSection
  cases: CaseResult[]
}

export interface CaseResult {
  /** From 1, in the order of the exercise: what `--case` takes. */
  index: number
  title: string
  status: 'passed' | 'failed' | 'not reached'
  durationMs: number
  /** What happened, step by step; empty when the case was not reached. */
  steps: Step[]
  /** Present when it failed. */
  failure?: Failure
  /** What the learner's program printed meanwhile. */
  output?: string
  /** The run in which the failure was saved, and the number of the failing record. */
  saved?: { run: string; n: number }
}

/** One thing that was done, and what must be true after it. */
export interface Step {
  action: string
  /** Empty for an action that has no expectation of its own. */
  expectation: string
  outcome: 'as expected' | 'failed'
}

/** The failing step's difference, and the sentence that says what it means. */
export interface Failure {
  expected: Shown
  got: Shown
  sentence: string
  /** A known mistake's name, where the sentence names one; the same for every number in the sentence. */
  mistake?: string
}

/** What was expected or seen: bytes (as hex, so that it is plain data), or words. */
export type Shown = { bytesHex: string } | { words: string }

export interface Counts {
  passed: number
  failed: number
  notReached: number
}

export function countCases(cases: readonly CaseResult[]): Counts {
  const count = (status: CaseResult['status']) => cases.filter((c) => c.status === status).length
  return { passed: count('passed'), failed: count('failed'), notReached: count('not reached') }
}

/** True when every case passed. An exercise without cases has shown nothing. */
export function hasPassed(exercise: ExerciseResult): boolean {
  return exercise.cases.length > 0 && exercise.cases.every((c) => c.status === 'passed')
}

/** The part of its points that the passed cases are worth, in hundredths. */
export function earnedPoints({ points, cases }: ExerciseResult): number {
  if (cases.length === 0) return 0
  return Math.round((100 * points * countCases(cases).passed) / cases.length) / 100
}
