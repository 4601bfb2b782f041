import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const shown: string[] = []
// tslab's display works only inside its kernel; the notebooks' own tests use the real one.
vi.mock('tslab', () => ({ display: { html: (html: string) => shown.push(html) } }))

const { comparison, predict, readPredictions } = await import('../../src/notebook/prediction.ts')

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'predictions-'))
  file = join(folder, '.runs', 'predictions.json')
  shown.length = 0
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('predictions', () => {
  it('each is kept once per question: the newest in place of the older', () => {
    predict('open-4', 'Connected?', 'no', file)
    predict('open-4', 'Accepted?', 'no', file)
    predict('open-5', 'Refused?', 'yes', file)
    predict('open-4', 'Connected?', 'yes', file)
    expect(readPredictions(file).map(({ question, prediction }) => [question, prediction])).toEqual(
      [
        ['Accepted?', 'no'],
        ['Refused?', 'yes'],
        ['Connected?', 'yes'],
      ],
    )
    expect(Date.parse(readPredictions(file)[0]?.at ?? '')).toBeGreaterThan(0)
  })

  it('comparing shows both and keeps what was seen', () => {
    predict('open-4', 'Connected?', 'no', file).compare('yes')
    expect(shown.at(-1)).toContain('You predicted no; the run showed yes.')
    expect(readPredictions(file)[0]?.seen).toBe('yes')
  })

  it('a question mark is no prediction: it is not kept, and one is asked for', () => {
    predict('open-4', 'Connected?', ' ? ', file).compare('yes')
    expect(shown).toHaveLength(2)
    expect(shown[1]).toContain('You made no prediction; the run showed yes.')
    expect(readPredictions(file)).toEqual([])
  })

  it('a right prediction is told so, whatever its capitals', () => {
    expect(comparison('Yes ', 'yes')).toBe('You predicted Yes; the run showed yes, as you said.')
  })

  it('a file that is no list of predictions counts as none', () => {
    expect(readPredictions(file)).toEqual([])
    writeFileSync(join(folder, 'broken.json'), '{"not": "a list"')
    expect(readPredictions(join(folder, 'broken.json'))).toEqual([])
  })

  it('words are shown as they are, not as HTML', () => {
    predict('open-4', '<script>&"', 'no', file)
    expect(shown[0]).toContain('&#60;script&#62;&#38;&#34;')
  })
})
