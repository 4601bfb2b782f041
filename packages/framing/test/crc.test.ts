import fc from 'fast-check'
import { expect, it } from 'vitest'
import { crc16, crc32 } from '../src/index.ts'
import { bitwiseCrc16, bitwiseCrc32 } from './naive/naive-checksummed.ts'
import { latin } from './transcript.ts'

// The check values of the catalogue at reveng.sourceforge.io.
it('frame-12: CRC-32 of "123456789" is cbf43926, and CRC-16/CCITT-FALSE is 29b1', () => {
  expect(crc32(latin('123456789'))).toBe(0xcbf43926)
  expect(crc16(latin('123456789'))).toBe(0x29b1)
})

it('frame-12: a CRC is the remainder of a division that can be done bit by bit', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(crc32(bytes)).toBe(bitwiseCrc32([...bytes]))
      expect(crc16(bytes)).toBe(bitwiseCrc16([...bytes]))
    }),
  )
})

it('frame-12: CRC-32 is the same when the bytes come in pieces', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), (bytes, place) => {
      const cut = place % (bytes.length + 1)
      expect(crc32(bytes, cut, bytes.length, crc32(bytes, 0, cut))).toBe(crc32(bytes))
    }),
  )
})
