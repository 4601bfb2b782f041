import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seqAdd, seqDiff, seqLess, seqLessOrEqual } from '../src/index.ts'

const seqNo = fc.nat(0xffff_ffff)

it('sequence numbers are compared modulo 2^32 (RFC 9293 §3.4)', () => {
  expect(seqLess(0xffff_ffff, 0)).toBe(true)
  expect(seqLess(0, 0xffff_ffff)).toBe(false)
  expect(seqLess(5, 5)).toBe(false)
  expect(seqLessOrEqual(5, 5)).toBe(true)
  expect(seqDiff(0, 0xffff_ffff)).toBe(1)
  expect(seqDiff(0xffff_ffff, 0)).toBe(-1)
  expect(seqAdd(0xffff_ffff, 2)).toBe(1)
  expect(seqAdd(0, -1)).toBe(0xffff_ffff)
})

it('what is added is the difference, wherever the numbers wrap', () => {
  fc.assert(
    fc.property(seqNo, fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }), (from, count) => {
      const to = seqAdd(from, count)
      expect(seqDiff(to, from)).toBe(count)
      expect(seqLess(from, to)).toBe(count > 0)
      expect(seqLessOrEqual(from, to)).toBe(count >= 0)
    }),
  )
})
