import { expect, test } from 'vitest'
import { compareRows, firstDifference, printable, sayRow } from '../src/visible-bytes.ts'

const bytes = (text: string) => Buffer.from(text)

test('the first difference is where a byte differs, or where the shorter one ends', () => {
  expect(firstDifference(bytes('abc'), bytes('abd'))).toBe(2)
  expect(firstDifference(bytes('abc'), bytes('ab'))).toBe(2)
  expect(firstDifference(bytes(''), bytes('a'))).toBe(0)
  expect(firstDifference(bytes('abc'), bytes('abc'))).toBeUndefined()
})

test('a missing newline can be seen', () => {
  expect(compareRows(bytes('hi\n'), bytes('hi'))).toEqual([
    '68 69 0a   "hi␊"',
    '68 69      "hi"',
    '      ^^ first difference at byte 2: 2 of 3 bytes',
  ])
})

test('of long byte strings the part around the first difference is shown', () => {
  const expected = Buffer.alloc(60, 'a')
  const got = Buffer.from(expected).fill('b', 40, 41)
  const rows = compareRows(expected, got)
  expect(rows).toMatchInlineSnapshot(`
    [
      "… 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 …   "aaaaaaaaaaaaaaaa"   60 bytes, shown from byte 32",
      "… 61 61 61 61 61 61 61 61 62 61 61 61 61 61 61 61 …   "aaaaaaaabaaaaaaa"   60 bytes, shown from byte 32",
      "                          ^^ first difference at byte 40",
    ]
  `)
  expect(rows[1].slice(rows[2].indexOf('^^')).startsWith('62')).toBe(true)
})

test('nothing is shown as nothing', () => {
  expect(compareRows(bytes('ab'), bytes(''))[1]).toBe('no bytes')
  expect(sayRow(bytes(''))).toBe('no bytes')
})

test('a row of many bytes says how many', () => {
  expect(sayRow(bytes('hello world, this is long'))).toBe(
    '68 65 6c 6c 6f 20 77 6f 72 6c 64 2c …  "hello world,"… 25 bytes',
  )
})

test('no terminal code and no turned line survives', () => {
  expect(printable('\u001b[2Ja\rb\u202Ec\u009b\u007f\nd')).toBe('␛[2Ja␍b·c·␡\nd')
})
