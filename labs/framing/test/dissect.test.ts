import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dissected, Field } from '../src/dissect/byte-reader.ts'
import { Dissector, dissect, type Protocol } from '../src/dissect/dissector.ts'
import { capture, captureFiles, protocolOf, protocols, provenance } from './captures.ts'

/** What each saved capture holds, frame by frame. */
const frames: Readonly<Record<string, string>> = {
  'redis-server-resp2.hex':
    'array, simple string, bulk string, simple string, bulk string, integer, null, array, error, integer, array',
  'redis-server-resp3.hex':
    'map, null, integer, map, integer, set, integer, double, verbatim string',
  'redis-cli.hex': 'array',
  'mosquitto.hex': 'CONNACK, SUBACK, PUBLISH, PUBLISH, PUBLISH, PINGRESP',
  'mosquitto-20000-first-64-bytes.hex': 'CONNACK, SUBACK',
  'mosquitto-pub.hex': 'CONNECT, PUBLISH',
  'nginx-chunked.hex': 'head, chunk, last chunk, head, chunk, last chunk',
  'node-http-chunked.hex': 'head, chunk, chunk, last chunk',
  'curl-chunked.hex': 'head, chunk, chunk, last chunk',
  'nginx-scgi-netstring.hex': 'netstring',
  'ws-server.hex': 'head, text, binary, pong, text, close',
  'ws-client.hex': 'head, text, binary, text, ping, continuation, close',
  'ws-server-70000-first-64-bytes.hex': '',
  'ws-client-70000-first-64-bytes.hex': '',
  'python-cobs.hex': Array(6).fill('COBS frame').join(', '),
}

/** The same with every `need-more` left out: those depend on where the bytes were cut. */
function pushed(protocol: Protocol, chunks: readonly Uint8Array[]): Dissected[] {
  const dissector = new Dissector(protocol)
  return chunks.flatMap((chunk) => dissector.push(chunk)).filter(({ kind }) => kind !== 'need-more')
}

/** All that was found as text, to be compared at once. */
function told(found: readonly Dissected[]): string {
  const plain = found.map((one) =>
    one.kind === 'frame' ? { ...one, bytes: Buffer.from(one.bytes).toString('hex') } : one,
  )
  return JSON.stringify(plain)
}

function areWhole(fields: readonly Field[], bytes: number): boolean {
  return (
    fields.every(({ from, to }, i) => from === (fields[i - 1]?.to ?? 0) && to > from) &&
    fields.at(-1)?.to === bytes
  )
}

/** Frames lie one behind the other in what was pushed, and each byte of them stands in one field. */
function expectSound(found: readonly Dissected[], bytes: Uint8Array): void {
  let at = 0
  for (const one of found) {
    if (one.kind === 'broken') expect(one.atByte).toBeLessThanOrEqual(bytes.length)
    if (one.kind !== 'frame') continue
    const isSound =
      one.fromByte === at &&
      one.toByte <= bytes.length &&
      Buffer.compare(one.bytes, bytes.subarray(at, one.toByte)) === 0 &&
      areWhole(one.fields, one.bytes.length)
    if (!isSound) expect(one).toBe('a frame whose fields cover the bytes that were pushed')
    at = one.toByte
  }
}

it('frame-10: each capture says which program made it, when, and how', () => {
  expect(provenance.map(({ file }) => file).sort()).toEqual([...captureFiles].sort())
  expect(Object.keys(frames).sort()).toEqual([...captureFiles].sort())
  for (const { file, bytes, version, date, command, program, holds } of provenance) {
    expect([file, bytes]).toEqual([file, capture(file).length])
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(program && command && holds).toBeTruthy()
  }
})

describe.each(captureFiles)('frame-10: %s', (file) => {
  const bytes = capture(file)
  const protocol = protocolOf(file)
  const whole = dissect(protocol, bytes)

  it('is taken apart, and every byte of a frame stands in exactly one field', () => {
    expect(whole.frames.map(({ name }) => name).join(', ')).toBe(frames[file])
    expectSound(whole.frames, bytes)
    const pendingBytes = bytes.length - (whole.frames.at(-1)?.toByte ?? 0)
    expect(whole.last).toMatchObject({ kind: 'need-more', pendingBytes })
    expect(pendingBytes > 0).toBe(file.includes('first-64-bytes'))
  })

  it('gives the same cut at every byte, and one byte at a time', () => {
    const wanted = told(whole.frames)
    for (let cut = 0; cut <= bytes.length; cut++) {
      const found = pushed(protocol, [bytes.subarray(0, cut), bytes.subarray(cut)])
      expect(told(found), `cut at ${cut}`).toBe(wanted)
    }
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte))
    expect(told(pushed(protocol, single))).toBe(wanted)
  })

  it('damaged at any byte it is broken or has another value, and never throws', () => {
    // Of a payload that is not whole nothing is said yet.
    const lastFields = whole.last?.kind === 'need-more' ? whole.last.fields : []
    const knownBytes = (whole.frames.at(-1)?.toByte ?? 0) + (lastFields.at(-1)?.to ?? 0)
    const wanted = told([...whole.frames, ...(whole.last ? [whole.last] : [])])
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [0x01, 0x20, 0x80, 0xff]) {
        const damaged = bytes.map((byte, i) => (i === at ? byte ^ flip : byte))
        const found = new Dissector(protocol).push(damaged)
        expectSound(found, damaged)
        if (at < knownBytes) expect(told(found), `damaged at ${at}`).not.toBe(wanted)
      }
    }
  })
})

/** Each claims about 10^15 bytes. */
const absurd: Readonly<Record<string, string>> = {
  resp: '$1000000000000000\r\n',
  netstring: '1000000000000000:',
  http: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n38d7ea4c68000\r\n',
  'websocket frame': '\x82\x7f\x00\x03\x8d\x7e\xa4\xc6\x80\x00',
}

describe('frame-10: limits', () => {
  it.each(Object.entries(absurd))('%s: a length of 10^15 is refused at once', (name, text) => {
    const { last } = dissect(protocols[name] as Protocol, Buffer.from(text, 'latin1'))
    expect(last).toMatchObject({ kind: 'broken', message: expect.stringContaining('at most') })
  })

  it('resp: an array of 10^15 values is refused at once, and so is one deep in another', () => {
    for (const text of ['*1000000000000000\r\n', '*2\r\n*3\r\n%500000000000000\r\n']) {
      const { last } = dissect(protocols.resp as Protocol, Buffer.from(`${text}:1\r\n`))
      expect(last).toMatchObject({ kind: 'broken', message: expect.stringContaining('do not fit') })
    }
  })

  it('resp: a nest of 20 000 arrays exhausts nothing', () => {
    const nest = Buffer.from(`${'*1\r\n'.repeat(20_000)}:7\r\n`)
    const { frames: found } = dissect(protocols.resp as Protocol, nest)
    expect(found.map(({ name, bytes }) => [name, bytes.length])).toEqual([['array', nest.length]])
  })

  it('mqtt: the largest length that four bytes can say is refused, and a fifth byte too', () => {
    const largest = dissect(protocols.mqtt as Protocol, Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f))
    expect(largest.last).toMatchObject({ message: expect.stringContaining('at most 1048576') })
    const endless = dissect(protocols.mqtt as Protocol, Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff))
    expect(endless.last).toMatchObject({ message: expect.stringContaining('at most 4 bytes') })
  })

  it('a frame may have the maximum and not one byte more, in every protocol', () => {
    for (const file of captureFiles.filter((one) => !one.includes('first-64'))) {
      const { frames: found } = dissect(protocolOf(file), capture(file))
      const longest = Math.max(...found.map(({ bytes }) => bytes.length))
      const within = dissect(protocolOf(file), capture(file), { maxFrameBytes: longest })
      expect(within.frames, file).toEqual(found)
      const beyond = dissect(protocolOf(file), capture(file), { maxFrameBytes: longest - 1 })
      expect(beyond.last, file).toMatchObject({ kind: 'broken' })
    }
  })

  it('a line and a frame without an end are refused at the maximum', () => {
    const endless: Record<string, number> = { resp: 0x2b, http: 0x41, cobs: 0x01, netstring: 0x31 }
    for (const [name, byte] of Object.entries(endless)) {
      const { last } = dissect(protocols[name] as Protocol, new Uint8Array(2000).fill(byte), {
        maxFrameBytes: 1000,
      })
      expect(last, name).toMatchObject({ kind: 'broken' })
    }
  })

  it('nothing is said any more behind what is broken', () => {
    const dissector = new Dissector(protocols.resp as Protocol)
    expect(dissector.push(Buffer.from('?')).map(({ kind }) => kind)).toEqual(['broken'])
    expect(dissector.push(Buffer.from(':1\r\n'))).toEqual([])
  })
})

describe.each(Object.entries(protocols))('frame-10: any bytes as %s', (_name, protocol) => {
  it('give the same however they are cut, and never throw', () => {
    const byte = fc.oneof(
      fc.nat(255),
      fc.constantFrom(...Buffer.from('*$+:1\r\n0,\x81\x82\x01\x05')),
    )
    const chunks = fc.array(fc.array(byte, { maxLength: 12 }), { maxLength: 8 })
    const check = (parts: number[][]) => {
      const whole = Uint8Array.from(parts.flat())
      const found = pushed(
        protocol,
        parts.map((part) => Uint8Array.from(part)),
      )
      expectSound(found, whole)
      expect(told(found)).toBe(told(pushed(protocol, [whole])))
    }
    fc.assert(fc.property(chunks, check), { numRuns: 1000 })
  })
})
