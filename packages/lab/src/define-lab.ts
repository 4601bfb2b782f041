import type { Scenario } from './define-scenario.ts'
import { checkCommands, type LabCommand } from './lab-command.ts'

/** A lab's manifest, the default export of `labs/<id>/lab.ts`. */
export interface Lab {
  /** The folder's name. */
  id: string
  /** In reading order: the order of the lab's tour. Scenario `x` lives in `src/x.ts`. */
  scenarios: readonly Scenario[]
  /** What else `pnpm lab <id> <name> …` does. Command `x` lives in `src/commands/x.ts`. */
  commands?: readonly LabCommand[]
}

/** Checks that each name means one thing, and returns the manifest. */
export function defineLab(lab: Lab): Lab {
  const ids = lab.scenarios.map((scenario) => scenario.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice) throw new Error(`lab "${lab.id}" lists the scenario "${twice}" twice`)
  checkCommands(lab)
  return lab
}
