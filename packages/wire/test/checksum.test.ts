import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { internetChecksum, pseudoHeader } from '../src/index.ts'
import { fromHex, toHex } from './hex.ts'

/** RFC 1071 §1 to the letter: pair the bytes, add with end-around carry, complement. */
function naiveChecksum(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) {
    sum += (bytes[i] as number) * 256 + (bytes[i + 1] ?? 0)
    if (sum > 0xffff) sum -= 0xffff
  }
  return 0xffff - sum
}

describe('the Internet checksum', () => {
  it('of the example in RFC 1071 §3 is 220d, the complement of ddf2', () => {
    expect(internetChecksum(fromHex('0001 f203 f4f5 f6f7'))).toBe(0x220d)
    expect(internetChecksum(fromHex('0001 f203 f4f5 f6f7 220d'))).toBe(0)
  })

  it('of nothing is ffff', () => {
    expect(internetChecksum()).toBe(0xffff)
    expect(internetChecksum(new Uint8Array())).toBe(0xffff)
  })

  it('is the same as one computed word by word', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400, size: 'max' }), (bytes) => {
        expect(internetChecksum(bytes)).toBe(naiveChecksum(bytes))
      }),
    )
  })

  it('is the same when the bytes come in pieces of any size, odd ones too', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (parts) => {
        const whole = Uint8Array.from(parts.flatMap((part) => [...part]))
        expect(internetChecksum(...parts)).toBe(naiveChecksum(whole))
      }),
    )
  })

  it('carries no bit away in the longest packet of all ones', () => {
    const longest = new Uint8Array(65_535).fill(0xff)
    expect(internetChecksum(longest)).toBe(naiveChecksum(longest))
  })
})

describe('the pseudo header', () => {
  it('of IPv4 is addresses, zero, protocol, length (RFC 9293 §3.1)', () => {
    const header = pseudoHeader({
      source: '10.1.0.1',
      destination: '10.1.0.2',
      protocol: 6,
      bodyBytes: 0x1234,
    })
    expect(toHex(header)).toBe('0a0100010a01000200061234')
  })

  it('of IPv6 is addresses, length, zeros, next header (RFC 8200 §8.1)', () => {
    const header = pseudoHeader({
      source: 'fd00:1::1',
      destination: 'fd00:1::2',
      protocol: 17,
      bodyBytes: 0x1234,
    })
    expect(toHex(header)).toBe(
      'fd000001000000000000000000000001fd0000010000000000000000000000020000123400000011',
    )
  })

  it('is refused between addresses of two versions', () => {
    const mixed = { source: '10.1.0.1', destination: 'fd00:1::2', protocol: 6, bodyBytes: 20 }
    expect(() => pseudoHeader(mixed)).toThrow(
      'source, destination: expected two addresses of one version, got "10.1.0.1" and "fd00:1::2"',
    )
  })
})
