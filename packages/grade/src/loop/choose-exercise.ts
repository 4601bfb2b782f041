import { type FoundExercise, findExercises } from '../find-exercises.ts'
import { CommandError } from './command.ts'

/**
 * The one exercise that a word names: `<exercise>`, `<fact id>`, or either after `<lab>/`.
 * Throws {@link CommandError} with what exists when it names none, or several.
 */
export async function chooseExercise(root: string, word: string): Promise<FoundExercise> {
  const all = [...(await findExercises(root)).values()].flat()
  const named = all.filter(({ lab, exercise, fact }) =>
    [exercise, fact, `${lab}/${exercise}`, `${lab}/${fact}`].includes(word),
  )
  // A fact's id may be an exercise's whole name, and then it means that one.
  const exact = named.filter(({ lab, exercise }) => [exercise, `${lab}/${exercise}`].includes(word))
  const [first, ...others] = exact.length > 0 ? exact : named
  if (first === undefined) {
    throw new CommandError(`there is no exercise ${word}; there are: ${namesOf(all)}`)
  }
  if (others.length === 0) return first
  throw new CommandError(`${word} means several exercises: ${namesOf([first, ...others])}`)
}

function namesOf(exercises: readonly FoundExercise[]): string {
  return exercises.map(({ lab, exercise }) => `${lab}/${exercise}`).join(', ')
}
