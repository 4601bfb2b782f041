import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRecords, RecordError, type TraceRecord } from '../src/index.ts'

function record(n: number, fields: Partial<TraceRecord> = {}): TraceRecord {
  const base = {
    run: 'r1',
    n,
    tMs: n * 1.5,
    clock: 'monotonic',
    kind: 'note',
    at: 'runner',
  } as const
  return { ...base, origin: 'observed', ...fields }
}

const three = [record(1), record(2, { text: 'naïve ⇄ 粘包' }), record(3)]
const text = `${three.map((r) => JSON.stringify(r)).join('\n')}\n`

describe('a saved run', () => {
  it('is read back as it was written', () => {
    expect(parseRecords(text)).toEqual({ records: three, cut: false })
  })

  it('may be empty', () => {
    expect(parseRecords('')).toEqual({ records: [], cut: false })
  })

  it('cut at every character gives the whole lines before the cut, and says that it was cut', () => {
    for (let end = 0; end < text.length; end++) {
      const { records, cut } = parseRecords(text.slice(0, end))
      expect(records).toEqual(three.slice(0, records.length))
      expect(cut).toBe(end > 0 && text[end - 1] !== '\n')
    }
  })

  it('with a hole in its numbers is refused, and the line is named', () => {
    const holed = `${JSON.stringify(record(1))}\n${JSON.stringify(record(3))}\n`
    expect(() => parseRecords(holed)).toThrow(new RecordError(2, 'expected number 2, got 3'))
  })

  it('of two runs is refused', () => {
    const mixed = `${JSON.stringify(record(1))}\n${JSON.stringify(record(2, { run: 'r2' }))}\n`
    expect(() => parseRecords(mixed)).toThrow('it belongs to run r2, not to r1')
  })

  it.each([
    ['not JSON', '{"run"'],
    ['expected an object', '[]'],
    ['expected a run name', '{}'],
    ['expected a whole number from 1 in "n", got 0', '{"run":"r","n":0}'],
    ['expected a whole number from 1 in "n", got 1.5', '{"run":"r","n":1.5}'],
    ['expected milliseconds in "tMs"', '{"run":"r","n":1,"tMs":"0"}'],
    ['unknown clock "sundial"', '{"run":"r","n":1,"tMs":0,"clock":"sundial"}'],
  ])('with a line that is wrong says why: %s', (why, line) => {
    expect(() => parseRecords(`${line}\n`)).toThrow(why)
  })

  it('with a fact without evidence is refused', () => {
    const fact = record(1, { kind: 'fact', id: 'open-5', truth: 'K', held: true })
    expect(() => parseRecords(`${JSON.stringify(fact)}\n`)).toThrow('evidence')
  })

  it('of any garbage ends in records or in a RecordError, never in another error', () => {
    fc.assert(
      fc.property(fc.string(), (garbage) => {
        try {
          parseRecords(garbage)
        } catch (error) {
          expect(error).toBeInstanceOf(RecordError)
        }
      }),
    )
  })
})
