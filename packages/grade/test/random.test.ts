import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Random } from '../src/random.ts'

test('the same seed and purpose give the same choices; another of either gives others', () => {
  const of = (seed: number, purpose: string) => [...new Random(seed, purpose).bytes(16)]
  expect(of(1, 'a')).toEqual(of(1, 'a'))
  expect(of(1, 'a')).not.toEqual(of(2, 'a'))
  expect(of(1, 'a')).not.toEqual(of(1, 'b'))
})

test('pieces are none empty, as many as asked, and together the whole', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      (seed, whole, count) => {
        const pieces = new Random(seed, '').pieces(whole, count)
        expect(Buffer.concat(pieces).equals(whole)).toBe(true)
        expect(pieces.length).toBe(Math.min(count, whole.length))
        expect(pieces.every((piece) => piece.length > 0)).toBe(true)
      },
    ),
  )
})

test('a choice lies between its bounds, and reaches both', () => {
  const random = new Random(9, '')
  const seen = new Set(Array.from({ length: 200 }, () => random.between(3, 5)))
  expect([...seen].sort()).toEqual([3, 4, 5])
})
