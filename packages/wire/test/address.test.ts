import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressToText, endpointToText, parseAddress } from '../src/index.ts'
import { toHex } from './hex.ts'

describe('addresses', () => {
  it.each([
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['1::', '00010000000000000000000000000000'],
    ['2001:db8::1', '20010db8000000000000000000000001'],
    ['2001:db8:0:1:1:1:1:1', '20010db8000000010001000100010001'],
    ['2001:0:0:1::1', '20010000000000010000000000000001'],
    ['2001:db8::1:0:0:1', '20010db8000000000001000000000001'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['192.0.2.1', 'c0000201'],
    ['0.0.0.0', '00000000'],
    ['255.255.255.255', 'ffffffff'],
  ])('%s is written as RFC 5952 says', (text, hex) => {
    const bytes = parseAddress(text) as Uint8Array
    expect(toHex(bytes)).toBe(hex)
    expect(addressToText(bytes)).toBe(text)
  })

  it.each([
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['::192.0.2.1', '::c000:201'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])('%s is read, and written as %s', (text, written) => {
    expect(addressToText(parseAddress(text) as Uint8Array)).toBe(written)
  })

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    '1..3.4',
    '-1.2.3.4',
    '1.2.3.1e1',
    ':',
    ':::',
    '1:2',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    'g::',
    '12345::',
    '::1.2.3',
    '1.2.3.4::',
    '::1%eth0',
    ':1::',
    '1:2:3:4:5:6:7:1.2.3.4',
  ])('"%s" is no address', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it('every address comes back from its text, and the text is one for others too', () => {
    const sizes = fc.constantFrom(4, 16)
    const sparse = fc.oneof(fc.constant(0), fc.nat(255))
    const address = sizes.chain((size) => fc.array(sparse, { minLength: size, maxLength: size }))
    fc.assert(
      fc.property(address, (bytes) => {
        const text = addressToText(Uint8Array.from(bytes))
        expect(isIP(text)).toBe(bytes.length === 4 ? 4 : 6)
        expect([...(parseAddress(text) as Uint8Array)]).toEqual(bytes)
      }),
    )
  })

  it('what is read as an address is one for others too', () => {
    const near = fc.string({ unit: fc.constantFrom(...'01f:.:.::'), maxLength: 20 })
    fc.assert(
      fc.property(near, (text) => {
        expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0)
      }),
      { numRuns: 2000 },
    )
  })

  it('of other sizes than 4 and 16 bytes are refused', () => {
    expect(() => addressToText(new Uint8Array(5))).toThrow('expected 4 or 16 bytes, got 5')
  })

  it('stand with a port as the field writes them', () => {
    expect(endpointToText('10.1.0.1', 80)).toBe('10.1.0.1:80')
    expect(endpointToText('fd00:1::1', 80)).toBe('[fd00:1::1]:80')
    expect(endpointToText('fd00:1::1')).toBe('fd00:1::1')
  })
})
