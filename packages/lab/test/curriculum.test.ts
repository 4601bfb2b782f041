import { describe, expect, it } from 'vitest'
import { curriculum, findFact } from '../src/curriculum/index.ts'

/** For each lab its families of facts; for each family the marks of 1, 2, 3 … in order. */
const agreed: Record<string, Record<string, string>> = {
  'tcp-basics': {
    open: 'WM KWM WM KW⚠ KWM WM⚠ K⚠ KW KWM WM W KW⚠ KW⚠ WM',
    close: 'WM⚠ WM KW WM W⚠ WM KW K KW KW⚠ WM',
    state: 'KW M K',
    rel: 'WM WM⚠ WM WM⚠ WM WM⚠ WM WM',
    flow: 'KWM⚠ KWM⚠ WM WM WM',
    cong: 'WM⚠ WM⚠ WM WM⚠ WM WM⚠ WM⚠ WM M KW WM⚠',
    data: 'WM⚠ KWM KW KW KW⚠',
    pool: 'K K K KW⚠',
  },
  'udp-basics': { udp: 'K K K W KW KW KW K WM KW W WM⚠' },
  'file-transfer': { file: 'K K KW⚠ K K KW K K K KW' },
  framing: { frame: 'K KW KW⚠ KW KW⚠ K K K K K K K' },
  'blocking-vs-nonblocking': { block: 'K K K K K K⚠ K K⚠ K K⚠ K K KW' },
}

const facts = curriculum.flatMap((lab) => lab.facts)

it('the curriculum has 108 facts in five labs, in the order of the course', () => {
  expect(facts).toHaveLength(108)
  expect(curriculum.map((lab) => lab.id)).toEqual(Object.keys(agreed))
})

it('an id names one fact', () => {
  expect(new Set(facts.map((fact) => fact.id)).size).toBe(facts.length)
  for (const fact of facts) expect(findFact(fact.id)).toBe(fact)
})

describe.each(curriculum)('$id', (lab) => {
  const marks = Object.entries(agreed[lab.id] ?? {}).flatMap(([family, list]) =>
    list.split(' ').map((mark, index) => `${family}-${index + 1} ${mark}`),
  )

  it('has each id once, in order, with its truths and its ⚠', () => {
    const there = lab.facts.map(
      (fact) => `${fact.id} ${fact.truths.join('')}${fact.corrects ? '⚠' : ''}`,
    )
    expect(there).toEqual(marks)
  })

  it('has a title, a question, and a text and a section for each fact', () => {
    expect(lab.title).not.toBe('')
    expect(lab.question).toMatch(/\?$/)
    for (const { id, text, section } of lab.facts) {
      expect(text, id).toMatch(/^\S.*\S$/)
      expect(section, id).not.toBe('')
    }
  })

  it('keeps the facts of a section together', () => {
    const sections = lab.facts.map((fact) => fact.section)
    const begins = sections.filter((section, index) => section !== sections[index - 1])
    expect(begins).toEqual([...new Set(sections)])
  })
})
