import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FoundExercise } from '../find-exercises.ts'
import { CommandError } from './command.ts'
import { type Hint, readHints } from './hints.ts'
import { changeProgress, progressKey, readProgress, standsPassed } from './progress.ts'
import { sayWhereSolution, solutionPath } from './solution.ts'

/** The next hint of an exercise, which is then counted as given; or that there are no more. */
export async function giveHint(root: string, exercise: FoundExercise): Promise<string> {
  const hints = await hintsOf(root, exercise)
  const given = hintsGiven(root, exercise, hints)
  const hint = hints[given]
  if (hint === undefined) {
    const again = `pnpm hint ${exercise.exercise} --again`
    return `These were all ${hints.length} hints for ${exercise.exercise}. ${again} shows them again.`
  }
  const key = progressKey(exercise)
  const why = changeProgress(root, (progress) => {
    progress.set(key, { ...progress.get(key), hintsGiven: given + 1 })
  })
  const rows = [sayHint(exercise, hint, given, hints.length)]
  if (given + 1 === hints.length) rows.push('That was the last hint.')
  if (standsPassed(root, readProgress(root), exercise) && sayWhereSolution(root, exercise)) {
    rows.push(`Yours has passed: pnpm hint ${exercise.exercise} --solution shows what we wrote.`)
  }
  if (why) rows.push(`Which hints you had is not remembered: ${why}`)
  return rows.join('\n\n')
}

/** All hints of an exercise that were given so far. */
export async function repeatHints(root: string, exercise: FoundExercise): Promise<string> {
  const hints = await hintsOf(root, exercise)
  const given = hintsGiven(root, exercise, hints)
  if (given === 0) {
    return `No hint was given yet. pnpm hint ${exercise.exercise} gives the first of ${hints.length}.`
  }
  return hints
    .slice(0, given)
    .map((hint, i) => sayHint(exercise, hint, i, hints.length))
    .join('\n\n')
}

/** The solution, once the exercise has passed. Throws {@link CommandError} before, or where it is not. */
export async function showSolution(root: string, exercise: FoundExercise): Promise<string> {
  const progress = readProgress(root)
  const hasEverPassed = progress.get(progressKey(exercise))?.passedAt !== undefined
  if (!hasEverPassed && !standsPassed(root, progress, exercise)) {
    const grade = `pnpm grade ${progressKey(exercise)}`
    throw new CommandError(`The solution is shown once yours has passed: ${grade}`, 1)
  }
  const path = solutionPath(exercise)
  if (!existsSync(join(root, path))) {
    throw new CommandError('Solutions are not part of this edition of the course.', 1)
  }
  return `The solution we wrote: ${path}\n\n${await readFile(join(root, path), 'utf8')}`.trimEnd()
}

async function hintsOf(root: string, exercise: FoundExercise): Promise<Hint[]> {
  const hints = await readHints(root, exercise)
  if (hints) return hints
  throw new CommandError(`no hints are written for ${progressKey(exercise)} yet`, 1)
}

function hintsGiven(root: string, exercise: FoundExercise, hints: readonly Hint[]): number {
  const given = readProgress(root).get(progressKey(exercise))?.hintsGiven ?? 0
  return Math.min(Math.max(given, 0), hints.length)
}

function sayHint({ exercise }: FoundExercise, hint: Hint, index: number, count: number): string {
  return `${exercise}: ${hint.title.toLowerCase()} (${index + 1} of ${count})\n\n${hint.text}`
}
