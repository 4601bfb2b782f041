import { setTimeout as delay } from 'node:timers/promises'
import { describeExercise, type Exercise } from '../exercise.ts'
import { ExerciseSession } from '../exercise-session.ts'
import type { ExerciseResult } from '../result.ts'

const closeAgainMs = 20

/**
 * One grading of a file, up to the first case that fails: a learner who waits reads the first failure
 * first. It can be given up at any moment.
 */
export class Attempt {
  /** The cases up to the first failure; undefined when it was given up. Rejects for the course's own faults. */
  readonly result: Promise<ExerciseResult | undefined>
  readonly #session: ExerciseSession
  #isGivenUp = false

  /** A failing case is saved as a run in `runsDir`. */
  constructor(exercise: Exercise, file: string, options: { seed: number; runsDir: string }) {
    this.#session = new ExerciseSession(exercise, file, options.seed, { runsDir: options.runsDir })
    this.result = this.#run(exercise)
    // Whoever gives it up does not wait for the result.
    this.result.catch(() => {})
  }

  /** Resolves when nothing of it is left. */
  async giveUp(): Promise<void> {
    this.#isGivenUp = true
    let isOver = false
    const over = () => {
      isOver = true
    }
    const ended = this.result.then(over, over)
    // A process that is just being started cannot be closed yet.
    while (!isOver) {
      await this.#session.close()
      await Promise.race([ended, delay(closeAgainMs)])
    }
  }

  async #run(exercise: Exercise): Promise<ExerciseResult | undefined> {
    const result: ExerciseResult = { ...describeExercise(exercise), cases: [] }
    try {
      for (const plan of exercise.cases) {
        const found = await this.#session.run(plan)
        if (this.#isGivenUp) return undefined
        result.cases.push(found)
        if (found.status !== 'passed') break
      }
      return result
    } finally {
      await this.#session.close()
    }
  }
}
