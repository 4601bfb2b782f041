import type { FactListing, LabListing, ScenarioListing } from '@socket-labs/trace'
import { missingFor } from './capabilities.ts'
import { type CurriculumLab, curriculum, findFact } from './curriculum/index.ts'
import type { Scenario, ShownFact } from './define-scenario.ts'
import { findLabs, type LoadedLab } from './find-labs.ts'

/** The five labs of the curriculum, with what is there to run. */
export async function listLabs(): Promise<LabListing[]> {
  const built = new Map((await findLabs()).map((lab) => [lab.id, lab]))
  return Promise.all(curriculum.map((planned) => listLab(planned, built.get(planned.id))))
}

async function listLab(planned: CurriculumLab, lab: LoadedLab | undefined): Promise<LabListing> {
  const scenarios = await Promise.all((lab?.scenarios ?? []).map(listScenario))
  const shown = new Set(scenarios.flatMap((scenario) => scenario.facts.map((fact) => fact.id)))
  return {
    id: planned.id,
    title: planned.title,
    question: planned.question,
    built: lab !== undefined,
    scenarios,
    facts: { total: planned.facts.length, shown: shown.size },
  }
}

async function listScenario(scenario: Scenario): Promise<ScenarioListing> {
  const missing = await missingFor(scenario)
  return {
    id: scenario.id,
    question: scenario.question,
    facts: scenario.facts.map(listFact),
    needs: [...(scenario.needs ?? [])],
    missing: missing.map(({ id, why, enable }) => ({
      capability: id,
      why: why ?? '',
      enable: enable ?? '',
    })),
    openEnded: scenario.openEnded ?? false,
  }
}

function listFact({ id, truth }: ShownFact): FactListing {
  const fact = findFact(id)
  if (!fact) throw new Error(`a scenario shows "${id}", which is no fact of the curriculum`)
  return { id, text: fact.text, truths: [...fact.truths], shows: [truth], corrects: fact.corrects }
}
