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
      "… 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 …   "aaaaaaaaaaaaaaaa"",
      "… 61 61 61 61 61 61 61 61 62 61 61 61 61 61 61 61 …   "aaaaaaaabaaaaaaa"",
      "                          ^^ first difference at byte 40",
      "(60 bytes each; shown from byte 32)",
    ]
  `)
  expect(rows[1]?.slice(rows[2]?.indexOf('^^')).startsWith('62')).toBe(true)
})

test('a difference far to the right has its words before the mark', () => {
  const expected = bytes('0123456789abcdef')
  const got = bytes('0123456789abcde')
  expect(compareRows(expected, got)[2]).toMatchInlineSnapshot(
    `" first difference at byte 15: 15 of 16 bytes ^^"`,
  )
})

test('no row is wider than 80 columns, wherever the difference is and however long the bytes are', () => {
  for (const length of [1, 2, 15, 16, 17, 33, 60, 70_000]) {
    for (const at of [0, 1, 7, 8, 9, 14, 15, 16, 30, length - 1].filter((i) => i < length)) {
      const expected = Buffer.alloc(length, 'a')
      const changed = Buffer.from(expected).fill('b', at, at + 1)
      for (const got of [changed, expected.subarray(0, at), Buffer.concat([expected, changed])]) {
        if (firstDifference(expected, got) === undefined) continue
        for (const row of compareRows(expected, got)) expect(row.length).toBeLessThanOrEqual(80)
      }
    }
  }
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
