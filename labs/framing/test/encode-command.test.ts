import { describe, expect, it } from 'vitest'
import { runFraming } from './framing-command.ts'

const clean = '{"end":"clean","pendingBytes":0}'

describe('what encode writes, decode reads with the same SPEC', () => {
  const payloads = ['00ff10', '', '61', '62'.repeat(300)]
  it.each([
    ['frame-8', { codec: 'length', lengthBytes: 3, endian: 'little', lengthAdjustment: -3 }],
    ['frame-8', { codec: 'varint' }],
    ['frame-7', { codec: 'delimiter', delimiters: ['61'], escape: 'ff' }],
    ['frame-7', { codec: 'line' }],
    ['frame-10', { codec: 'netstring' }],
    ['frame-10', { codec: 'cobs' }],
    ['frame-12', { codec: 'checksummed' }],
  ])('%s: %j', async (_fact, spec) => {
    const encoded = await runFraming('encode', spec, payloads.join('\n'))
    expect(encoded).toMatchObject({ status: 0, stderr: '' })
    expect(encoded.lines).toHaveLength(payloads.length)
    const { lines } = await runFraming('decode', spec, encoded.stdout)
    expect(lines).toEqual([...payloads.map((payload) => `{"frame":"${payload}"}`), clean])
  })

  it('frame-6: fixed frames are their own payloads', async () => {
    const spec = { codec: 'fixed', frameBytes: 2 }
    const encoded = await runFraming('encode', spec, '01 02\r\nFFFF\r\n')
    expect(encoded.lines).toEqual(['0102', 'ffff'])
    const { lines } = await runFraming('decode', spec, encoded.stdout)
    expect(lines).toEqual(['{"frame":"0102"}', '{"frame":"ffff"}', clean])
  })

  it('frame-7: with strip false the delimiter is the decoded payload’s, not the encoded one’s', async () => {
    const spec = { codec: 'line', strip: false }
    const encoded = await runFraming('encode', spec, '61\n')
    const { lines } = await runFraming('decode', spec, encoded.stdout)
    expect(lines).toEqual(['{"frame":"610a"}', clean])
  })
})

describe('a payload that cannot be put into a frame', () => {
  it.each([
    [{ codec: 'length', lengthBytes: 1 }, '61'.repeat(256)],
    [{ codec: 'length', maxFrameBytes: 8 }, '6162636465'],
    [{ codec: 'line' }, '610a62'],
  ])('frame-9: %j: ends with 1 and says which line', async (spec, payload) => {
    const { status, lines, stderr } = await runFraming('encode', spec, `61\n${payload}\n62\n`)
    expect(stderr).toMatch(/^line 2: expected /)
    expect(status).toBe(1)
    expect(lines).toHaveLength(1)
  })
})

describe('the words and the input', () => {
  it('frame-9: a wrong SPEC ends with 2, and the message names the field', async () => {
    const wrong = await runFraming('encode', { codec: 'length', lengthBytes: 16 }, '61\n')
    expect(wrong).toMatchObject({ status: 2, stdout: '' })
    expect(wrong.stderr).toContain('lengthBytes')
  })

  it('a line that is no hex ends with 2; the frames before it are printed', async () => {
    const { status, lines, stderr } = await runFraming('encode', { codec: 'line' }, '61\n6g\n62\n')
    expect({ status, lines }).toEqual({ status: 2, lines: ['610a'] })
    expect(stderr).toContain('line 2, column 2: expected hex digits, got "g"')
  })
})
