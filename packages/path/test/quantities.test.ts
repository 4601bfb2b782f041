import { describe, expect, it, test } from 'vitest'
import { parseDelay, parseRate, parseRatio, parseSize } from '../src/index.ts'

const right = [
  [parseRate, '20mbit', 20_000_000],
  [parseRate, '1.5 Gbit', 1_500_000_000],
  [parseRate, '512kbit', 512_000],
  [parseRate, '9600bit', 9600],
  [parseDelay, '20ms', 20],
  [parseDelay, '0ms', 0],
  [parseDelay, '1.5s', 1500],
  [parseDelay, ' 250 us ', 0.25],
  [parseDelay, '.5ms', 0.5],
  [parseSize, '100kB', 100_000],
  [parseSize, '1MB', 1_000_000],
  [parseSize, '1500B', 1500],
  [parseSize, '1.001kB', 1001],
  [parseRatio, '0.01', 0.01],
  [parseRatio, '1%', 0.01],
  [parseRatio, '100%', 1],
  [parseRatio, '0', 0],
  [parseRatio, '1', 1],
  [parseRatio, '.5', 0.5],
] as const

describe('a quantity is read', () => {
  it.each(right)('%o %s', (parse, text, value) => {
    expect(parse(text)).toEqual({ ok: true, value })
  })
})

const rate = 'expected a rate, such as 20mbit'
const rateUnit = 'expected a rate with its unit (bit, kbit, mbit, gbit), such as 20mbit'
const timeUnit = 'expected a time with its unit (us, ms, s), such as 20ms'
const sizeUnit = 'expected a size with its unit (B, kB, MB, GB), such as 100kB'
const wrong = [
  [parseRate, '', `${rate}, got ""`],
  [parseRate, 'fast', `${rate}, got "fast"`],
  [parseRate, '-1mbit', `${rate}, got "-1mbit"`],
  [parseRate, '1e3bit', `${rateUnit}, got "1e3bit"`],
  [parseRate, '20', `${rateUnit}, got "20"`],
  [parseRate, '20mbps', `${rateUnit}, got "20mbps"`],
  [parseRate, '0bit', 'expected a rate above 0, such as 20mbit, got "0bit"'],
  [
    parseRate,
    `${'9'.repeat(400)}bit`,
    `expected a rate that is not endless, got "${'9'.repeat(400)}bit"`,
  ],
  [parseDelay, '20', `${timeUnit}, got "20"`],
  [parseDelay, '20 minutes', `${timeUnit}, got "20 minutes"`],
  [parseDelay, '20constructor', `${timeUnit}, got "20constructor"`],
  [parseSize, '100', `${sizeUnit}, got "100"`],
  [parseSize, '100kb', 'expected 100kB, got "100kb"'],
  [parseSize, '2KB', 'expected 2kB, got "2KB"'],
  [parseSize, '0.5B', 'expected whole bytes, got "0.5B"'],
  [parseRatio, '1.01', 'expected 0 to 1, or 0% to 100%, got "1.01"'],
  [parseRatio, '101%', 'expected 0 to 1, or 0% to 100%, got "101%"'],
  [parseRatio, '-0.1', 'expected a part of all, such as 0.01 or 1%, got "-0.1"'],
  [parseRatio, 'NaN', 'expected a part of all, such as 0.01 or 1%, got "NaN"'],
] as const

describe('a text that is no such quantity is refused with what was expected', () => {
  it.each(wrong)('%o %s', (parse, text, message) => {
    expect(parse(text)).toEqual({ ok: false, message })
  })
})

test('a tenth is a tenth: no residue of binary fractions', () => {
  for (let tenths = 1; tenths < 1000; tenths++) {
    const text = `${Math.floor(tenths / 10)}.${tenths % 10}`
    expect(parseSize(`${text}kB`)).toEqual({ ok: true, value: tenths * 100 })
    expect(parseDelay(`${text}s`)).toEqual({ ok: true, value: tenths * 100 })
  }
})
