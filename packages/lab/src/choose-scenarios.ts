import type { Truth } from '@socket-labs/trace'
import { curriculum, findFact } from './curriculum/index.ts'
import type { Scenario } from './define-scenario.ts'
import { UsageError } from './exit-status.ts'
import type { LoadedLab } from './find-labs.ts'
import { shortName } from './lab-command.ts'

/** What the words of `pnpm lab <lab> [<what>]` ask for. */
export interface Choice {
  scenarios: Scenario[]
  /** Truths that were asked for and that nothing shows yet. */
  holes: { id: string; truth: Truth }[]
}

/** The lab named `id`; a name that is none, or that is planned, is told apart. */
export function chooseLab(labs: readonly LoadedLab[], id: string): LoadedLab | 'planned' {
  const lab = labs.find((candidate) => candidate.id === id)
  if (lab) return lab
  const names = curriculum.map((planned) => planned.id)
  if (names.includes(id)) return 'planned'
  throw new UsageError(`there is no lab "${id}"; the labs are ${names.join(', ')}`)
}

/**
 * Without `what` the lab's tour; else a scenario by its id, by its id without the fact in front
 * (`echo-server`), or a fact: then what shows it, once per truth that the curriculum names.
 */
export function chooseScenarios(lab: LoadedLab, what: string | undefined): Choice {
  if (what === undefined) {
    return { scenarios: lab.scenarios.filter((scenario) => !scenario.openEnded), holes: [] }
  }
  const named = lab.scenarios.filter(({ id }) => id === what || shortName(id) === what)
  if (named.length > 0) return { scenarios: named, holes: [] }
  return chooseByFact(lab, what)
}

function chooseByFact(lab: LoadedLab, id: string): Choice {
  const planned = curriculum.find((candidate) => candidate.id === lab.id)
  const fact = findFact(id)
  if (!fact || !planned?.facts.includes(fact)) {
    throw new UsageError(`${lab.id} has no scenario or fact "${id}"${whatItHas(lab)}`)
  }
  const choice: Choice = { scenarios: [], holes: [] }
  for (const truth of fact.truths) {
    const shows = ({ facts, openEnded }: Scenario) =>
      !openEnded && facts.some((shown) => shown.id === id && shown.truth === truth)
    const scenario = lab.scenarios.find(shows)
    if (!scenario) choice.holes.push({ id, truth })
    else if (!choice.scenarios.includes(scenario)) choice.scenarios.push(scenario)
  }
  return choice
}

function whatItHas({ scenarios, commands = [] }: LoadedLab): string {
  const named = [
    ['scenarios', scenarios.map((scenario) => scenario.id)],
    ['commands', commands.map((command) => command.name)],
  ] as const
  return named
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `; its ${kind}: ${names.join(', ')}`)
    .join('')
}
