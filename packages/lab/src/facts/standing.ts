import type { Truth } from '@socket-labs/trace'
import type { CurriculumLab } from '../curriculum/index.ts'
import type { Scenario } from '../define-scenario.ts'

/** A fact of the curriculum with what is there to show, explain, practise and prove it. */
export interface FactStanding {
  id: string
  lab: string
  section: string
  text: string
  /** True: it corrects a common belief (⚠). */
  corrects: boolean
  /** Each truth that the curriculum asks for, with the id of the scenario that shows it; null is a hole. */
  truths: { truth: Truth; scenario: string | null }[]
  notebook: NotebookPlace | null
  /** In order of their names; none is a hole. */
  exercises: ExercisePlace[]
  tests: TestPlace[]
}

/** The heading under which a notebook treats a fact. Paths are from the checkout's root, with `/`. */
export interface NotebookPlace {
  path: string
  heading: string
}

export interface ExercisePlace {
  path: string
  /** Its grade file; null: nothing grades it yet. */
  grading: string | null
}

export interface TestPlace {
  path: string
  title: string
}

/** What was found on disk, each with the id of the fact that it names. */
export interface Sources {
  notebooks: (NotebookPlace & { id: string })[]
  exercises: (ExercisePlace & { id: string })[]
  tests: (TestPlace & { id: string })[]
}

interface BuiltLab {
  id: string
  scenarios: readonly Pick<Scenario, 'id' | 'facts' | 'openEnded'>[]
}

/** Puts to each fact of the curriculum what was found for it, in the curriculum's order. Pure. */
export function standingOf(
  curriculum: readonly CurriculumLab[],
  labs: readonly BuiltLab[],
  sources: Sources,
): FactStanding[] {
  return curriculum.flatMap((planned) => {
    const scenarios = labs.find((lab) => lab.id === planned.id)?.scenarios ?? []
    return planned.facts.map(({ id, section, text, corrects, truths }) => ({
      id,
      lab: planned.id,
      section,
      text,
      corrects,
      truths: truths.map((truth) => ({ truth, scenario: showing(scenarios, id, truth) })),
      notebook: foundFor(id, sources.notebooks)[0] ?? null,
      exercises: foundFor(id, sources.exercises),
      tests: foundFor(id, sources.tests),
    }))
  })
}

/** The scenario that `pnpm lab <lab> <fact>` runs; one that waits for you only where there is no other. */
function showing(scenarios: BuiltLab['scenarios'], id: string, truth: Truth): string | null {
  const all = scenarios.filter(({ facts }) =>
    facts.some((shown) => shown.id === id && shown.truth === truth),
  )
  return (all.find((scenario) => !scenario.openEnded) ?? all[0])?.id ?? null
}

function foundFor<Place extends { id: string }>(
  id: string,
  places: readonly Place[],
): Omit<Place, 'id'>[] {
  return places.filter((place) => place.id === id).map(({ id: _, ...place }) => place)
}

/** True when some scenario shows it in at least one of its truths. */
export function isShown(fact: FactStanding): boolean {
  return fact.truths.some(({ scenario }) => scenario !== null)
}

/** Everything whole: each truth shown, a notebook section, an exercise, a test. */
export function isWhole({ truths, notebook, exercises, tests }: FactStanding): boolean {
  const isEachShown = truths.every(({ scenario }) => scenario !== null)
  return isEachShown && notebook !== null && exercises.length > 0 && tests.length > 0
}

/** The items in groups of equal key, groups and items in the order in which they came. */
export function inGroups<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): [key: string, group: Item[]][] {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return [...groups]
}
