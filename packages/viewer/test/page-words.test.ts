import { describe, expect, it } from 'vitest'
import { hashOf, parseHash } from '../src/hash-link.ts'
import { findTerms, glossary, rfcAddress } from '../src/help/glossary.ts'
import { clip, formatBytes, formatCount, formatMs, formatWhen, plural } from '../src/words.ts'

describe('a link', () => {
  it('names a run and a record, and is read back as it was written', () => {
    for (const place of [{}, { run: 'a b&c=#ü' }, { run: 'r1', n: 42 }]) {
      expect(parseHash(hashOf(place))).toEqual(place)
    }
  })
  it('with a number that no record can have opens the run alone', () => {
    for (const n of ['0', '-1', '1.5', 'x', '', '99999999999999999999']) {
      expect(parseHash(`#run=r1&n=${n}`)).toEqual({ run: 'r1' })
    }
  })
  it('without a run leads home', () => {
    for (const hash of ['', '#', '#n=4', '#run=', '#main']) expect(parseHash(hash)).toEqual({})
  })
})

describe('numbers', () => {
  it('are grouped, and never broken over two lines', () => {
    expect(formatCount(1_234_567)).toBe('1\u202f234\u202f567')
    expect(formatMs(1234.5)).toBe('1\u202f234.50')
    expect(formatMs(-0.5)).toBe('−0.50')
  })
  it('carry their unit', () => {
    expect(formatBytes(1023)).toBe('1023\u202fB')
    expect(formatBytes(1536)).toBe('1.5\u202fKiB')
    expect(formatBytes(300 * 1024 * 1024)).toBe('300\u202fMiB')
    expect([plural(1, 'record'), plural(2, 'record')]).toEqual(['1 record', '2 records'])
  })
  it('of a day are told from today', () => {
    const now = new Date(2026, 10, 23, 12, 0)
    expect(formatWhen(new Date(2026, 10, 23, 9, 5).toISOString(), now)).toBe('today 09:05')
    expect(formatWhen(new Date(2026, 10, 22, 23, 59).toISOString(), now)).toBe('yesterday 23:59')
    expect(formatWhen(new Date(2025, 2, 3, 4, 5).toISOString(), now)).toBe('3 Mar 2025 04:05')
    expect(formatWhen('nonsense', now)).toBe('at an unknown time')
  })
  it('of characters are kept within bounds', () => {
    expect([clip('short', 10), clip('much longer', 4)]).toEqual(['short', 'much…'])
  })
})

describe('the glossary', () => {
  it('is in the order of the alphabet, and every RFC section has its address', () => {
    const names = glossary.map((term) => term.name)
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')))
    for (const { rfc } of glossary) if (rfc) expect(rfcAddress(rfc)).toMatch(/^https:/)
  })
  it('finds each of its terms once in a sentence, and keeps the sentence whole', () => {
    const sentence = 'ESTABLISHED, then RST: the server resets, a reset client; RST'
    const pieces = findTerms(sentence)
    expect(pieces.map((piece) => piece.text).join('')).toBe(sentence)
    expect(pieces.flatMap((piece) => piece.term?.name ?? [])).toEqual([
      'ESTABLISHED',
      'RST',
      'server',
      'client',
    ])
  })
  it('leaves parts of words and dotted names alone', () => {
    const sentence = 'socket.drain FINISHED FIN-WAIT-2 clientele'
    expect(findTerms(sentence)).toEqual([{ text: sentence }])
    expect(findTerms('a reset.').map((piece) => piece.text)).toEqual(['a ', 'reset', '.'])
  })
})
