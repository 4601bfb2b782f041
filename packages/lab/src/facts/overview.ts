import { truthsOf } from './curriculum-page.ts'
import { type FactStanding, inGroups, isShown, isWhole } from './standing.ts'

/** What `pnpm facts` prints: per lab how far it is, what is shown, and the ids that nothing shows. */
export function overview(facts: readonly FactStanding[]): string {
  const labs = inGroups(facts, (fact) => fact.lab).map(([lab, group]) => labLines(lab, group))
  const total = `${count(facts, isShown)} of ${facts.length} facts shown, ${count(facts, isWhole)} whole (each truth shown, a notebook section, an exercise, a test)`
  return [...labs, total].join('\n\n')
}

function labLines(lab: string, facts: readonly FactStanding[]): string {
  const counts = [
    `${count(facts, isShown)} of ${facts.length} facts shown`,
    `${count(facts, (fact) => fact.notebook !== null)} in a notebook`,
    `${count(facts, (fact) => fact.exercises.length > 0)} with an exercise`,
    `${count(facts, (fact) => fact.tests.length > 0)} with a test`,
  ]
  const holes = facts.filter((fact) => !isShown(fact))
  return [
    `${lab}   ${counts.join(', ')}`,
    ...facts.filter(isShown).map(shownLine),
    ...(holes.length > 0 ? [holesLine(holes)] : []),
  ].join('\n')
}

function shownLine(fact: FactStanding): string {
  const lacks = lacksOf(fact)
  const id = `${fact.id}${fact.corrects ? ' ⚠' : ''}`
  const words = lacks.length > 0 ? `no ${lacks.join(', no ')}` : 'whole'
  return `  ${id.padEnd(10)} ${truthsOf(fact).padEnd(9)} ${words}`
}

function lacksOf({ truths, notebook, exercises, tests }: FactStanding): string[] {
  const unshown = truths.filter(({ scenario }) => scenario === null).map(({ truth }) => truth)
  return [
    ...unshown,
    ...(notebook ? [] : ['notebook']),
    ...(exercises.length > 0 ? [] : ['exercise']),
    ...(tests.length > 0 ? [] : ['test']),
  ]
}

/** `not shown: open-1, 2, 3; close-1, 2`: a family's name once. */
function holesLine(facts: readonly FactStanding[]): string {
  const families = inGroups(facts, ({ id }) => id.slice(0, id.lastIndexOf('-')))
  const lists = families.map(([family, group]) => {
    const numbers = group.map(({ id }) => id.slice(id.lastIndexOf('-') + 1))
    return `${family}-${numbers.join(', ')}`
  })
  return `  not shown: ${lists.join('; ')}`
}

function count<Item>(items: readonly Item[], has: (item: Item) => boolean): number {
  return items.filter(has).length
}
