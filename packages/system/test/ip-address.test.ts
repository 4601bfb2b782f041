import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIpAddress, parseIpAddress } from '../src/ip-address.ts'
import { decodeSocketAddress, encodeSocketAddress } from '../src/posix/socket-address.ts'

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex')

describe('addresses', () => {
  it.each([
    ['127.0.0.1', '7f000001'],
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['fd00:1::2', 'fd000001000000000000000000000002'],
    ['2001:db8::', '20010db8000000000000000000000000'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['::ffff:10.1.0.2', '00000000000000000000ffff0a010002'],
  ])('%s is %s, and back', (text, bytes) => {
    const parsed = parseIpAddress(text)
    expect(hex(parsed)).toBe(bytes)
    expect(formatIpAddress(parsed as Uint8Array)).toBe(text)
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    ':::',
    '1::2::3',
    'fe80::1%lo',
    'localhost',
    'g::',
  ])('"%s" is none', (text) => expect(parseIpAddress(text)).toBeUndefined())

  it('every 16 bytes are a text that means them', () => {
    const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 })
    const sparse = sixteen.map((bytes) => bytes.map((byte) => (byte < 200 ? 0 : byte)))
    fc.assert(
      fc.property(fc.oneof(sixteen, sparse), (bytes) => {
        const text = formatIpAddress(bytes)
        expect(isIP(text)).toBe(6)
        expect(parseIpAddress(text)).toEqual(bytes)
      }),
    )
  })
})

describe('socket addresses', () => {
  it('are sockaddr_in and sockaddr_in6, the port in network order', () => {
    expect(hex(encodeSocketAddress({ address: '10.1.0.2', port: 80 }))).toBe(
      '020000500a0100020000000000000000',
    )
    expect(hex(encodeSocketAddress({ address: 'fd00:1::2', port: 8080 }))).toBe(
      '0a001f9000000000fd00000100000000000000000000000200000000',
    )
  })

  it('cut at every byte, they are an address or nothing', () => {
    for (const address of ['10.1.0.2', 'fd00:1::2']) {
      const bytes = encodeSocketAddress({ address, port: 65_535 })
      for (let length = 0; length <= bytes.length; length++) {
        const decoded = decodeSocketAddress(bytes.subarray(0, length))
        if (decoded) expect(decoded).toEqual({ address, port: 65_535 })
        else expect(length).toBeLessThan(address.includes(':') ? 24 : 8)
      }
    }
    expect(decodeSocketAddress(new Uint8Array(28))).toBeUndefined()
  })

  it.each([
    [{ address: 'localhost', port: 1 }, 'expected an IPv4 or IPv6 address, got "localhost"'],
    [{ address: '127.0.0.1', port: 65_536 }, 'expected a port from 0 to 65535, got 65536'],
    [{ address: '127.0.0.1', port: -1 }, 'expected a port from 0 to 65535, got -1'],
    [{ address: '127.0.0.1', port: 1.5 }, 'expected a port from 0 to 65535, got 1.5'],
  ])('%j is refused', (address, message) => {
    expect(() => encodeSocketAddress(address)).toThrow(message)
  })
})
