import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { byteByByte, runFraming, startCommand } from './framing-command.ts'

const frame = (hex: string) => `{"frame":"${hex}"}`
const broken = (code: string, skippedBytes: number | null) =>
  `{"broken":"${code}","skippedBytes":${skippedBytes}}`
const clean = '{"end":"clean","pendingBytes":0}'
const truncated = (pendingBytes: number) => `{"end":"truncated","pendingBytes":${pendingBytes}}`

const twoBytes = { codec: 'length', lengthBytes: 2 }

const hexOf = (ascii: string) => Buffer.from(ascii, 'latin1').toString('hex')

describe('the frames of every codec that a SPEC can name, whole and byte by byte', () => {
  const layout = { lengthBytes: 2, endian: 'little', lengthOffset: 1, lengthAdjustment: -3 }
  it.each([
    ['frame-8', { codec: 'length' }, '000000026869' + '00000000', ['6869', '']],
    ['frame-8', { codec: 'length', lengthBytes: 1 }, '02686900', ['6869', '']],
    ['frame-8', { codec: 'length', lengthBytes: 8 }, '000000000000000168', ['68']],
    ['frame-8', { codec: 'length', ...layout, stripBytes: 1 }, 'ff0500aabb', ['0500aabb']],
    ['frame-8', { codec: 'varint' }, `8001${'61'.repeat(128)}00`, ['61'.repeat(128), '']],
    ['frame-6', { codec: 'fixed', frameBytes: 3 }, '010203040506', ['010203', '040506']],
    ['frame-7', { codec: 'delimiter', delimiters: ['0D0A', '00'] }, '610d0a6200', ['61', '62']],
    ['frame-7', { codec: 'delimiter', delimiters: ['616162'] }, hexOf('aaab'), [hexOf('a')]],
    [
      'frame-7',
      { codec: 'delimiter', delimiters: ['3b', '3b3b'], strip: false },
      hexOf('a;;b;c;;'),
      [hexOf('a;;'), hexOf('b;'), hexOf('c;;')],
    ],
    [
      'frame-7',
      { codec: 'delimiter', delimiters: ['3b'], escape: '5c' },
      hexOf('a\\;b;'),
      [hexOf('a;b')],
    ],
    ['frame-7', { codec: 'line' }, hexOf('a\nb\r\n\rc\n'), ['61', '62', '', '63']],
    ['frame-10', { codec: 'netstring' }, hexOf('5:hello,0:,'), [hexOf('hello'), '']],
    ['frame-10', { codec: 'cobs' }, '031122023300' + '0100', ['11220033', '']],
  ])('%s: %j', async (_fact, spec, stream, payloads) => {
    const { lines, status, stderr } = await runFraming(
      'decode',
      spec,
      `${stream}\n${byteByByte(stream)}`,
    )
    expect(lines).toEqual([...payloads.map(frame), ...payloads.map(frame), clean])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('frame-12: of checksummed frames a damaged one is lost, and the next is found', async () => {
    const spec = { codec: 'checksummed', oversize: 'skip', report: 'late' }
    const { lines: frames } = await runFraming('encode', spec, '6162\n6364\n6566\n')
    const damaged = (frames[1] as string).replace('6364', '6365')
    const { lines } = await runFraming('decode', spec, `${frames[0]}\n${damaged}${frames[2]}`)
    const lost = broken('payload-damaged', damaged.length / 2)
    expect(lines).toEqual([frame('6162'), lost, frame('6566'), clean])
  })
})

describe('a frame that is too long', () => {
  const length = { codec: 'length', lengthBytes: 1, maxFrameBytes: 4 }
  const line = { codec: 'line', maxFrameBytes: 4 }
  const stop = { oversize: 'stop' }
  const skip = { oversize: 'skip' }
  const early = { report: 'early' }
  const late = { report: 'late' }
  const code = 'frame-too-long'
  it.each([
    [{ ...length }, '05 0102030405 0161', [broken(code, 0), truncated(8)]],
    [{ ...length, ...stop, ...late }, '05 0102030405 0161', [broken(code, 6), truncated(2)]],
    [{ ...length, ...skip, ...early }, '05 0102030405 0161', [broken(code, 6), frame('61'), clean]],
    [{ ...length, ...skip, ...late }, '05 0102030405 0161', [broken(code, 6), frame('61'), clean]],
    [{ ...line, ...stop, ...early }, '68656c6c6f0a 620a', [broken(code, 0), truncated(8)]],
    [{ ...line, ...stop, ...late }, '68656c6c6f0a 620a', [broken(code, 6), truncated(2)]],
    [{ ...line, ...skip, ...early }, '68656c6c6f0a 620a', [broken(code, null), frame('62'), clean]],
    [{ ...line, ...skip, ...late }, '68656c6c6f0a 620a', [broken(code, 6), frame('62'), clean]],
    [{ ...line, ...skip, ...late }, '68656c6c6f0d0a 620a', [broken(code, 7), frame('62'), clean]],
  ])('frame-9: %j', async (spec, stream, expected) => {
    const { lines, status } = await runFraming('decode', spec, stream)
    expect({ lines, status }).toEqual({ lines: expected, status: 0 })
  })

  it('frame-9: with report early it is told while most of it is still to come', async () => {
    const child = startCommand('decode', JSON.stringify({ ...length, ...skip, ...early }))
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    child.stdin.write('05\n')
    expect((await lines.next()).value).toBe(broken(code, 6))
    child.stdin.end('01 02 03 04 05\n')
    expect((await lines.next()).value).toBe(clean)
    await once(child, 'close')
  })

  it('frame-9: without maxFrameBytes a frame may have 1 MiB, header included, and no byte more', async () => {
    const fits = await runFraming('decode', { codec: 'length' }, '000ffffc')
    const over = await runFraming('decode', { codec: 'length' }, '000ffffd')
    expect(fits.lines).toEqual([truncated(4)])
    expect(over.lines).toEqual([broken(code, 0), truncated(4)])
  })
})

describe('a stream that ends within a frame', () => {
  it.each([
    ['00', [truncated(1)]],
    ['0003 6162', [truncated(4)]],
    ['0003 616263 00', [frame('616263'), truncated(1)]],
  ])('frame-9: %j: its bytes are counted', async (stream, expected) => {
    const { lines, status } = await runFraming('decode', twoBytes, stream)
    expect({ lines, status }).toEqual({ lines: expected, status: 0 })
  })

  it('frame-7: a CR that was the last byte ends its line', async () => {
    const { lines } = await runFraming('decode', { codec: 'line' }, '610d')
    expect(lines).toEqual([frame('61'), clean])
  })
})

describe('a wrong SPEC', () => {
  it.each([
    ['{"codec":"length","lengthBytes":5}', 'lengthBytes'],
    ['{"codec":"length","endian":"middle"}', 'endian'],
    ['{"codec":"length","lengthAdjustment":"1"}', 'lengthAdjustment'],
    ['{"codec":"length","maxFrameBytes":0}', 'maxFrameBytes'],
    ['{"codec":"length","oversize":"ignore"}', 'oversize'],
    ['{"codec":"length","minimal":true}', 'minimal'],
    ['{"codec":"fixed"}', 'frameBytes'],
    ['{"codec":"delimiter","delimiters":["0"]}', 'delimiters'],
    ['{"codec":"line","strip":"yes"}', 'strip'],
    ['{"codec":"morse"}', 'codec'],
    ['{"codec":', 'SPEC is no JSON'],
    ['@no-such-file', 'no-such-file'],
  ])('frame-9: %s ends with 2, and the message names what to mend', async (spec, named) => {
    const { status, stdout, stderr } = await runFraming('decode', spec)
    expect(stderr.split('\n')[0]).toContain(named)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })
})

describe('the input', () => {
  it('may have spaces, upper case, empty lines, CRLF, and no LF at its end', async () => {
    const { lines } = await runFraming('decode', twoBytes, '\n00 02\r\n\r\n aA\tBb \r\n0001')
    expect(lines).toEqual([frame('aabb'), truncated(2)])
  })

  it.each([
    ['0001aa\n0001zz\n', 'line 2, column 5: expected hex digits, got "z"'],
    ['0001aa\n0001b\n', 'line 2, column 5: a byte is two hex digits'],
    ['0001aa\r0001', 'line 1, column 7: a carriage return ends no line'],
    [
      Buffer.from([0x30, 0x30, 0xff, 0x00]),
      'line 1, column 3: expected hex digits, got the byte 0xff',
    ],
  ])('that is no hex ends it with 2, and it is said where: %j', async (input, why) => {
    const { status, lines, stderr } = await runFraming('decode', twoBytes, input)
    expect(stderr).toContain(why)
    expect(status).toBe(2)
    const before = String(input).includes('\n') ? [frame('aa')] : []
    expect(lines).toEqual([...before, clean])
  })

  it('is decoded line by line, while it is typed', async () => {
    const child = startCommand('decode', JSON.stringify(twoBytes))
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    for (const payload of ['61', '62', '63']) {
      child.stdin.write(`00 01\n${payload}\n`)
      expect((await lines.next()).value).toBe(frame(payload))
    }
    child.stdin.end()
    expect((await lines.next()).value).toBe(clean)
    expect(await once(child, 'close')).toEqual([0, null])
  })

  it('is read no further, and all is quiet, when nobody reads the output any more', async () => {
    const child = startCommand('decode', JSON.stringify(twoBytes))
    const stderr = text(child.stderr)
    child.stdin.on('error', () => {})
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    child.stdin.write('000161\n')
    expect((await lines.next()).value).toBe(frame('61'))
    child.stdout.destroy()
    // Never ended from here: the command ends by itself.
    const typing = setInterval(() => child.stdin.write('000162\n'), 5)
    expect(await once(child, 'close')).toEqual([0, null])
    clearInterval(typing)
    expect(await stderr).toBe('')
  })
})

describe('hostile bytes', () => {
  it.each([
    [{ codec: 'length' }, 'ffffffff', 'frame-too-long'],
    [{ codec: 'length', lengthAdjustment: -8 }, '00000001', 'length-negative'],
    [{ codec: 'varint' }, 'ff'.repeat(12), 'varint-too-long'],
    [{ codec: 'netstring' }, hexOf('1:ab,'), 'netstring-comma'],
    [{ codec: 'cobs' }, '05616200', 'cobs-group'],
  ])('frame-9: %j, %s: %s', async (spec, stream, code) => {
    const { lines, status } = await runFraming('decode', spec, stream)
    expect(lines).toEqual([broken(code, 0), truncated(stream.length / 2)])
    expect(status).toBe(0)
  })

  it('frame-9: 100 000 empty frames in one chunk, and one frame of 4 MiB on one line', async () => {
    const large = 'ab'.repeat(4 * 2 ** 20)
    const spec = { codec: 'length', maxFrameBytes: 5 * 2 ** 20 }
    const { lines } = await runFraming(
      'decode',
      spec,
      `${'00000000'.repeat(100_000)}00400000${large}`,
    )
    expect(lines.slice(0, -2).every((line) => line === frame(''))).toBe(true)
    expect(lines).toHaveLength(100_002)
    expect(lines.at(-2) === frame(large)).toBe(true)
    expect(lines.at(-1)).toBe(clean)
  })
})
