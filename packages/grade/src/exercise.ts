import type { CaseRun } from './case-run.ts'
import type { ExerciseResult } from './result.ts'

/** What a grade file says of its exercise. */
export interface ExercisePlan {
  /** The fact of the curriculum that it is about. */
  fact: string
  /** That fact in one sentence. */
  shows: string
  kind: 'function' | 'client' | 'server' | 'protocol'
  /** What it is worth; 10 unless told. */
  points?: number
  /** Where the notebooks explain it: a file's stem in the lab's `notebooks/`, and a heading there. */
  notebook?: NotebookSection
  /** Functions that the learner's file must export. */
  exports: readonly string[]
  /** From the simplest to the hardest: a learner reads the first failure first. */
  cases: readonly CasePlan[]
}

export interface NotebookSection {
  file: string
  heading: string
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

/** What a result says of its exercise, before any case was run. */
export function describeExercise(exercise: Exercise): Omit<ExerciseResult, 'cases'> {
  const { lab, exercise: id, fact, shows, points = 10, notebook } = exercise
  return { lab, exercise: id, fact, shows, points, ...(notebook && { notebook }) }
}
