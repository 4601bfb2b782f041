import { describe, expect, it } from 'vitest'
import { factOfFile, headingsNamingFacts, titlesShowingFacts } from '../../src/facts/named-facts.ts'

describe('headings of a notebook', () => {
  it('a heading names the facts that its text names, its brackets are no part of its words', () => {
    expect(headingsNamingFacts('## Who says no? (dns-5)\n\nNobody listens.')).toEqual([
      { words: 'Who says no?', ids: ['dns-5'] },
    ])
  })

  it('one heading may name several, within its words too', () => {
    expect(headingsNamingFacts('# dns-1 and dns-12, twice (or not) #')).toEqual([
      { words: 'dns-1 and dns-12, twice (or not)', ids: ['dns-1', 'dns-12'] },
    ])
  })

  it.each([
    ['a text that is no heading', 'dns-5 is shown here'],
    ['a longer name that contains an id', '## see dns-5-refused and re-dns-5'],
    ['a comment in a code block', '```sh\n# dns-5\n```'],
    ['seven signs', '####### dns-5'],
  ])('%s names none', (_, markdown) => {
    expect(headingsNamingFacts(markdown)).toEqual([])
  })

  it('headings after a code block count again', () => {
    const found = headingsNamingFacts('```\n# dns-5\n```\n### After it (dns-6)')
    expect(found).toEqual([{ words: 'After it', ids: ['dns-6'] }])
  })
})

describe('file names', () => {
  it.each([
    ['dns-5-refused.ts', 'dns-5'],
    ['dns-15-refused.ts', 'dns-15'],
    ['dns-5.ts', undefined],
    ['collecting.ts', undefined],
    ['record-states.ts', undefined],
  ])('%s belongs to %s', (file, id) => {
    expect(factOfFile(file)).toBe(id)
  })
})

describe('test titles', () => {
  it('a title shows the fact whose id and a colon it contains, in any quotes, in a call or a table', () => {
    const source = [
      "it('dns-1: it\\'s so', () => {})",
      'test.skipIf(isWindows)("dns-2: so", run)',
      "it.each([\n  ['run-1, dns-3: one row', 1],\n])('%s', run)",
      "const lies = { 'dns-4: a lie': break }",
      'it(`dns-5: of $name`, run)',
    ].join('\n')
    expect(titlesShowingFacts(source)).toEqual([
      { title: "dns-1: it's so", ids: ['dns-1'] },
      { title: 'dns-2: so', ids: ['dns-2'] },
      { title: 'run-1, dns-3: one row', ids: ['dns-3'] },
      { title: 'dns-4: a lie', ids: ['dns-4'] },
      { title: 'dns-5: of $name', ids: ['dns-5'] },
    ])
  })

  it('an id in a comment, without its colon, or inside a longer word shows nothing', () => {
    const source = [
      "// one day 'dns-1: so' will be here",
      " * 'dns-1: so'",
      "it('shows dns-1 in passing', run)",
      "it('not-dns-1: so', run)",
      "const url = 'http://dns-1.example'",
    ].join('\n')
    expect(titlesShowingFacts(source)).toEqual([])
  })
})
