import fc from 'fast-check'
import { expect, it } from 'vitest'
import { disagreement } from './naive/disagreement.ts'
import { codecNames, randomCase } from './naive/random-case.ts'

const facts = {
  'frame-6': ['fixed'],
  'frame-7': ['delimiter', 'line'],
  'frame-8': ['length', 'varint'],
  'frame-10': ['netstring', 'cobs'],
  'frame-12': ['checksummed'],
}
const rows = Object.entries(facts).flatMap(([fact, names]) => names.map((name) => [fact, name]))

it('every codec is held against a naive one', () => {
  expect(rows.map(([, name]) => name).sort()).toEqual([...codecNames].sort())
})

it.each(rows)(
  '%s: %s decodes any stream, however it is cut, as a naive decoder does',
  (_, codec) => {
    fc.assert(
      fc.property(fc.gen(), (generate) => {
        const given = randomCase((min, max) => generate(fc.integer, { min, max }), codec)
        const difference = disagreement(given)
        const chunks = given.chunks.map((chunk) => Buffer.from(chunk).toString('hex')).join(' ')
        expect(difference, `${JSON.stringify(given.spec)} with ${chunks}`).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  },
)
