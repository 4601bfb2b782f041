import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { FoundExercise } from '../find-exercises.ts'
import type { GradeResult } from '../result.ts'
import type { Refusal } from './take-submission.ts'

export interface WorkerOrder {
  root: string
  submission: string
  exercises: readonly FoundExercise[]
  seed: number
  /** Said of every exercise instead of grading it. */
  refusal?: Refusal
}

/** `problem` says why there is no result. */
export type WorkerReply = { result: GradeResult } | { problem: string }

const workerFile = join(import.meta.dirname, 'class-worker.ts')

/**
 * A warm process that grades submissions, one at a time; started again when it was lost. It ends itself
 * when the process that orders is gone.
 */
export class SubmissionWorker {
  readonly #limitMs: number
  readonly #folder: string
  #child: ChildProcess | undefined

  /**
   * `limitMs` is what one submission may take before the process is ended. Its temporary files are in
   * `folder`, since a process that is killed cannot remove them.
   */
  constructor(limitMs: number, folder: string) {
    this.#limitMs = limitMs
    this.#folder = folder
  }

  /** Never rejects: that the process ended, or had to be, is a problem like others. */
  async grade(order: WorkerOrder): Promise<WorkerReply> {
    this.#child ??= this.#start()
    const child = this.#child
    return new Promise((resolve) => {
      const settle = (reply: WorkerReply, isLost = false) => {
        clearTimeout(timer)
        for (const event of ['message', 'exit', 'error']) child.removeAllListeners(event)
        if (isLost) this.end()
        resolve(reply)
      }
      const lose = (problem: string) => settle({ problem }, true)
      const timer = setTimeout(
        () => lose(`it was not graded after ${Math.round(this.#limitMs / 1000)} s`),
        this.#limitMs,
      )
      child.once('message', (reply: WorkerReply) => settle(reply))
      child.once('exit', (status, signal) =>
        lose(`the grading process ended (${signal ?? `exit status ${status}`})`),
      )
      child.once('error', (error) => lose(error.message))
      child.send(order)
    })
  }

  /** Kills the process, and all that it started. */
  end(): void {
    const pid = this.#child?.pid
    this.#child = undefined
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // ESRCH: the whole group has ended already.
    }
  }

  /** In a group of its own, so that Ctrl-C ends it only when the one who ordered has decided so. */
  #start(): ChildProcess {
    return spawn(process.execPath, ['--import', 'tsx', workerFile], {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, TMPDIR: this.#folder },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
    })
  }
}
