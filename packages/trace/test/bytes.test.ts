import { describe, expect, it } from 'vitest'
import { formatBytesRef, parseBytesRef, toHex, toVisibleText } from '../src/index.ts'

describe('a reference to bytes', () => {
  it('is read back as it was written', () => {
    expect(parseBytesRef(formatBytesRef(12, 5))).toEqual({ offset: 12, length: 5 })
  })

  it.each([
    '',
    ':',
    '1:',
    ':1',
    '-1:2',
    '1:-2',
    '1.5:2',
    '1:2:3',
    ' 1:2',
    '0x1:2',
    '9007199254740991:9007199254740991',
  ])('is refused when it is %j', (text) => {
    expect(parseBytesRef(text)).toBeUndefined()
  })
})

describe('bytes for people', () => {
  it('are hex, two digits each', () => {
    expect(toHex(new Uint8Array([0, 10, 255]), ' ')).toBe('00 0a ff')
    expect(toHex(new Uint8Array())).toBe('')
  })

  it('are one visible character each: control bytes as pictures, others as a dot', () => {
    expect(toVisibleText(new Uint8Array([0x68, 0x69, 0x0d, 0x0a, 0x1b, 0x7f, 0x80]))).toBe(
      'hi␍␊␛␡·',
    )
  })
})
