import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FoundExercise } from '../find-exercises.ts'
import { type ExerciseResult, hasPassed } from '../result.ts'
import { runsFolder } from '../runs-folder.ts'
import { Attempt } from './attempt.ts'
import { loadExercise } from './load-exercise.ts'
import { exercisePath, noteProgress, readProgress, standsPassed } from './progress.ts'
import { type Saved, SavedFiles } from './saved-files.ts'
import { sayWhereSolution } from './solution.ts'
import { sayProgress, sayVerdict } from './watch-words.ts'

/** What `pnpm grade --watch` was asked for. */
export interface WatchOptions {
  root: string
  /** In the order in which they are worked through. */
  exercises: readonly FoundExercise[]
  seed: number
}

/**
 * Grades the first exercise that has not passed, again whenever it is saved, and goes on to the next when
 * it passes. Prints for people on standard output. Resolves with the exit status, 0 when all have passed,
 * after the last one or after Ctrl-C; nothing is left running.
 */
export async function watchExercises(options: WatchOptions): Promise<number> {
  const watch = new ExerciseWatch(options)
  const stopWithStarter = onEnd(() => watch.stop())
  try {
    return await watch.run()
  } finally {
    watch.stop()
    stopWithStarter()
  }
}

class ExerciseWatch {
  readonly #root: string
  readonly #exercises: readonly FoundExercise[]
  readonly #seed: number
  readonly #files: SavedFiles
  #save: Promise<Saved | undefined>

  constructor({ root, exercises, seed }: WatchOptions) {
    this.#root = root
    this.#exercises = exercises
    this.#seed = seed
    this.#files = new SavedFiles(exercises.map((one) => this.#fileOf(one)))
    this.#save = this.#files.next()
  }

  stop(): void {
    this.#files.close()
  }

  async run(): Promise<number> {
    let current = this.#tellProgress()
    while (current) {
      const result = await this.#grade(current)
      if (result && hasPassed(result)) current = this.#tellProgress()
      else {
        if (result) say(`    waiting until you save ${exercisePath(current)}; Ctrl-C ends\n`)
        current = await this.#untilSaved()
        if (!current) return 1
      }
    }
    say('All of them have passed.')
    return 0
  }

  /** Says who is done and who is next; undefined when everybody is done. */
  #tellProgress(): FoundExercise | undefined {
    const progress = readProgress(this.#root)
    const isDone = (one: FoundExercise) => standsPassed(this.#root, progress, one)
    const next = this.#exercises.find((one) => !isDone(one))
    say(`${sayProgress(this.#exercises, isDone, next)}\n`)
    return next
  }

  /** Undefined when a save or the end came before the verdict, or the file is gone. */
  async #grade(found: FoundExercise): Promise<ExerciseResult | undefined> {
    const file = this.#fileOf(found)
    const text = textOf(file)
    if (text === undefined) {
      this.#tellGone(found)
      return undefined
    }
    const exercise = await loadExercise(this.#root, found)
    const startMs = performance.now()
    const runsDir = runsFolder(this.#root)
    const attempt = new Attempt(exercise, file, { seed: this.#seed, runsDir })
    const result = await Promise.race([this.#resultOf(attempt, file), this.#savedAgain()])
    await attempt.giveUp()
    // A verdict on a text that is no longer there is none; its save is about to be told.
    if (result === undefined || textOf(file) !== text) return undefined
    const tookMs = performance.now() - startMs
    this.#tellVerdict(found, result, { caseCount: exercise.cases.length, tookMs })
    return result
  }

  async #savedAgain(): Promise<undefined> {
    await this.#save
  }

  async #resultOf(attempt: Attempt, file: string): Promise<ExerciseResult | undefined> {
    try {
      return await attempt.result
    } catch (error) {
      // Deleted between the look and the start: the next save goes on.
      if (existsSync(file)) throw error
      return undefined
    }
  }

  #tellVerdict(
    found: FoundExercise,
    result: ExerciseResult,
    run: { caseCount: number; tookMs: number },
  ): void {
    say(sayVerdict(result, { seed: this.#seed, ...run }))
    const why = noteProgress(this.#root, { exercises: [result] })
    if (why) say(`    ${why}`)
    const solution = hasPassed(result) && sayWhereSolution(this.#root, found)
    if (solution) say(`    ${solution}`)
    say('')
  }

  /** The exercise that is saved next; undefined at the end. */
  async #untilSaved(): Promise<FoundExercise | undefined> {
    for (;;) {
      const saved = await this.#save
      if (!saved) return undefined
      this.#save = this.#files.next()
      const exercise = this.#exercises.find((one) => this.#fileOf(one) === saved.path)
      if (exercise && !saved.isGone) return exercise
      if (exercise) this.#tellGone(exercise)
    }
  }

  #tellGone(exercise: FoundExercise): void {
    const reset = `pnpm reset ${exercise.exercise}`
    say(`${exercisePath(exercise)} is gone. Save it again, or bring it back as shipped: ${reset}\n`)
  }

  #fileOf(exercise: FoundExercise): string {
    return join(this.#root, exercisePath(exercise))
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return undefined
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const starterPollMs = 500

/** Calls `end` at Ctrl-C, and when the command's starter (pnpm) is gone. Answers what takes it back. */
function onEnd(end: () => void): () => void {
  const starter = process.ppid
  const poll = setInterval(() => process.ppid !== starter && end(), starterPollMs)
  for (const signal of signals) process.once(signal, end)
  return () => {
    clearInterval(poll)
    for (const signal of signals) process.removeListener(signal, end)
  }
}
