import type { CaseRun } from './case-run.ts'

/** What a grade file says of its exercise. */
export interface ExercisePlan {
  /** The fact of the curriculum that it is about. */
  fact: string
  /** That fact in one sentence. */
  shows: string
  /** Functions that the learner's file must export. */
  exports: readonly string[]
  /** From the simplest to the hardest: a learner reads the first failure first. */
  cases: readonly CasePlan[]
}

export interface CasePlan {
  /** What must hold, in one sentence; unique in its exercise. */
  title: string
  /** Drives the learner's program. It passes unless a step fails. */
  run(run: CaseRun): Promise<void>
}

/** An exercise and where it lives. */
export interface Exercise extends ExercisePlan {
  lab: string
  /** The stem of its files. */
  exercise: string
  /** The lab's folder. */
  labFolder: string
}
