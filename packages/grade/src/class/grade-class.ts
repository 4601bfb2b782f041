import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FoundExercise } from '../find-exercises.ts'
import type { Learner } from '../formats/format.ts'
import { ClassGradingError } from '../grade-file-error.ts'
import { usualLimits } from '../limits.ts'
import type { GradeResult } from '../result.ts'
import type { ClassMember } from './find-learners.ts'
import type { KeptResult, KeptResults } from './kept-results.ts'
import { notGradable } from './refused-exercise.ts'
import { graderDigest, submissionKey } from './submission-key.ts'
import { SubmissionWorker, type WorkerOrder } from './submission-worker.ts'
import type { Refusal } from './take-submission.ts'

/** What a grading process may take beside the time of the exercises: it has to start first. */
const startMs = 60_000
const mostAttempts = 2

/** One learner's result in a class. */
export interface ClassResult {
  folder: string
  learner: Learner
  gradedAt: string
  result: GradeResult
}

export interface ClassOptions {
  root: string
  members: readonly ClassMember[]
  exercises: readonly FoundExercise[]
  seed: number
  kept: KeptResults
  /** Told after each learner. `isKept` when the result was there already. */
  onGraded(graded: ClassResult, isKept: boolean): void
  /** Ends the grading; what was graded by then is kept. */
  signal?: AbortSignal
  /** Processes beside each other; the machine's cores unless told. */
  atOnce?: number
}

/**
 * Grades the folders of a class, as many at a time as the machine has cores. A submission that ends its
 * grading process, or outlasts its limit, fails and the others go on. Rejects when the signal ends it, and
 * when a grade file of the course cannot be run.
 */
export async function gradeClass(options: ClassOptions): Promise<ClassResult[]> {
  const results = new Map<string, ClassResult>()
  const settle = (member: ClassMember, one: KeptResult, isKept: boolean) => {
    const { folder, learner } = member
    const graded = { folder, learner, gradedAt: one.gradedAt, result: one.result }
    results.set(folder, graded)
    options.onGraded(graded, isKept)
  }
  const left = await splitKept(options, settle)
  await gradeRest(options, left, settle)
  return options.members.map(({ folder }) => results.get(folder) as ClassResult)
}

type Settle = (member: ClassMember, one: KeptResult, isKept: boolean) => void

interface LeftMember {
  member: ClassMember
  key: string
}

/** Settles those whose result is there already, and answers the others. */
async function splitKept(options: ClassOptions, settle: Settle): Promise<LeftMember[]> {
  const { root, exercises, seed, members, kept } = options
  const gradedWith = { exercises, seed, grader: await graderDigest(root, exercises) }
  const left: LeftMember[] = []
  for (const member of members) {
    options.signal?.throwIfAborted()
    const key = await submissionKey(member.path, gradedWith)
    const known = await kept.find(member.folder, key)
    if (known) settle(member, known, true)
    else left.push({ member, key })
  }
  return left
}

async function gradeRest(
  { root, exercises, seed, kept, signal, atOnce = availableParallelism() }: ClassOptions,
  left: readonly LeftMember[],
  settle: Settle,
): Promise<void> {
  const limitMs = startMs + 2 * usualLimits.exerciseMs * exercises.length
  const folder = await mkdtemp(join(tmpdir(), 'class-'))
  const workers = Array.from(
    { length: Math.min(atOnce, left.length) },
    () => new SubmissionWorker(limitMs, folder),
  )
  const endAll = () => {
    for (const worker of workers) worker.end()
  }
  const rest = left.values()
  const gradeNext = async (worker: SubmissionWorker) => {
    for (const { member, key } of rest) {
      const order = { root, submission: member.path, exercises, seed }
      const result = await gradeMember(worker, order, signal)
      const one = { key, gradedAt: new Date().toISOString(), result }
      await kept.keep(member.folder, one)
      settle(member, one, false)
    }
  }
  signal?.addEventListener('abort', endAll)
  try {
    await Promise.all(workers.map(gradeNext))
  } finally {
    signal?.removeEventListener('abort', endAll)
    endAll()
    // What was killed may need a moment to be gone.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

/** A second time, since it may not be this submission that ended the process; then without touching it. */
async function gradeMember(
  worker: SubmissionWorker,
  order: WorkerOrder,
  signal: AbortSignal | undefined,
): Promise<GradeResult> {
  let refusal: Refusal | undefined
  for (let attempt = 1; ; attempt++) {
    const reply = await worker.grade({ ...order, ...(refusal && { refusal }) })
    signal?.throwIfAborted()
    if ('result' in reply) return reply.result
    // What fails even then is no submission's fault.
    if (refusal) throw new ClassGradingError(reply.problem)
    if (attempt === mostAttempts) refusal = notGradable(reply.problem)
  }
}
