import { hasPassed } from '../result.ts'
import { sayPoints } from './emit-class.ts'
import type { ClassResult } from './grade-class.ts'

/** Counts the learners of a class that are done, and guesses how long the rest takes. */
export class ClassProgress {
  done = 0
  readonly #members: number
  readonly #nowMs: () => number
  readonly #startMs: number
  #graded = 0

  constructor(members: number, nowMs = () => performance.now()) {
    this.#members = members
    this.#nowMs = nowMs
    this.#startMs = nowMs()
  }

  /** The line that tells of one more learner. */
  after({ folder, result }: ClassResult, isKept: boolean): string {
    this.done++
    if (!isKept) this.#graded++
    const passed = result.exercises.filter(hasPassed).length
    const width = String(this.#members).length
    const place = `${String(this.done).padStart(width)} of ${this.#members}`
    const outcome = `${passed} of ${result.exercises.length} passed, ${sayPoints(result.exercises)}`
    return `${place}  ${folder}  ${outcome}  ${isKept ? 'kept from before' : this.#sayLeft()}`
  }

  #sayLeft(): string {
    const left = this.#members - this.done
    const secondsEach = (this.#nowMs() - this.#startMs) / this.#graded / 1000
    return left === 0 ? 'done' : `about ${Math.ceil(left * secondsEach)} s left`
  }
}
