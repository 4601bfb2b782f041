import path from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { describe, expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import lab from '../lab.ts'
import type { Field } from '../src/dissect/byte-reader.ts'

const framing = new LabUnderTest(lab, path.join(import.meta.dirname, '..'))

type Lie = (record: TraceRecord) => TraceRecord | undefined

/** Changes each field of this name in what was read; what it returns instead of a field stands for it. */
function inFields(name: string, change: (field: Field) => Field[], kind = 'frame.decoded'): Lie {
  return (record) =>
    record.kind === kind
      ? {
          ...record,
          fields: (record.fields as Field[]).flatMap((field) =>
            field.name === name ? change(field) : [field],
          ),
        }
      : record
}

/** What must not go through in any protocol; `codec` is the one of the records. */
function commonLies(field: string): Record<string, Lie> {
  const without =
    (kind: string): Lie =>
    (record) =>
      record.kind === kind ? undefined : record
  return {
    'a byte that no field covers': inFields(field, (one) => [{ ...one, to: one.to - 1 }]),
    'a byte that two fields cover': inFields(field, (one) => [{ ...one, from: one.from - 1 }]),
    'a field that is missing': inFields(field, () => []),
    'a value that was not asked for': inFields(field, (one) => [{ ...one, value: 'else' }]),
    'a frame longer than its fields': (record) =>
      record.kind === 'frame.decoded'
        ? { ...record, originalBytes: (record.originalBytes ?? 0) + 1 }
        : record,
    'a hole between two frames': (record) =>
      record.kind === 'frame.decoded' && record.fromByte !== 0
        ? { ...record, fromByte: (record.fromByte as number) + 1 }
        : record,
    'nothing read': without('frame.decoded'),
    'nothing asked': without('frame.sent'),
    'a program without a version': (record) =>
      record.program ? { ...record, version: 'unknown' } : record,
    'a frame that was broken': (record) =>
      record.kind === 'frame.decoded' ? { ...record, kind: 'frame.broken' } : record,
  }
}

framing.judged({
  scenario: 'frame-10-redis-resp',
  title: 'frame-10: the replies of a real Redis, byte by byte',
  lies: {
    ...commonLies('payload'),
    'another version than the program printed': (record) =>
      record.program ? { ...record, version: '0.1.2' } : record,
    'a null that is not one': (record) =>
      record.frame === 'null' ? { ...record, frame: 'bulk string' } : record,
    'a visit that was not counted': inFields('number', (one) => [{ ...one, value: '"1"' }]),
    'a command that was not sent': inFields(
      ...(['payload', (one: Field) => [{ ...one, value: '"GET"' }], 'frame.sent'] as const),
    ),
  },
})
framing.judged({
  scenario: 'frame-10-mqtt',
  title: 'frame-10: the length in front of an MQTT packet takes one byte, two or three',
  lies: {
    ...commonLies('payload'),
    'a length of four bytes where three do': inFields('remaining length', (one) => [
      { ...one, to: one.to + 1 },
    ]),
    'a broker of another version': (record) =>
      record.program ? { ...record, version: '0.1.2' } : record,
    'a broker that refused': inFields('return code', (one) => [{ ...one, value: '5' }]),
    'a packet of another kind': (record) =>
      record.frame === 'SUBACK' ? { ...record, frame: 'PUBACK' } : record,
  },
})
framing.judged({
  scenario: 'frame-10-http-chunked',
  title: 'frame-10: chunks say their size, one of size 0 ends them, a trailer follows',
  lies: {
    ...commonLies('size'),
    'a server that was not chunked': inFields('Transfer-Encoding', (one) => [
      { ...one, value: 'identity' },
    ]),
    'a trailer that counted otherwise': inFields('Body-Bytes', (one) => [
      { ...one, value: '45 of 46' },
    ]),
    'a body that was put together wrongly': (record) =>
      record.body ? { ...record, body: 'the cellar' } : record,
    'an extension that nobody sent': inFields('extension', () => [], 'frame.sent'),
    'a last chunk that is none': (record) =>
      record.frame === 'last chunk' ? { ...record, frame: 'chunk' } : record,
  },
})
framing.judged({
  scenario: 'frame-10-websocket',
  title: 'frame-10: a WebSocket frame has its length in 7, 16 or 64 bits, and a client masks',
  lies: {
    ...commonLies('payload'),
    'an accept for another key': inFields('Sec-WebSocket-Accept', (one) => [
      { ...one, value: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
    ]),
    'a server that masks': inFields('payload', (one) => [{ ...one, name: 'masking key' }]),
    'a close for another reason': inFields('close code', (one) => [{ ...one, value: '1006' }]),
    'a message that was not in pieces': inFields(
      ...([
        'FIN and opcode',
        (one: Field) => [{ ...one, value: 'last, text' }],
        'frame.sent',
      ] as const),
    ),
    'no pong': inFields('FIN and opcode', (one) => [
      { ...one, value: one.value.replace('pong', 'ping') },
    ]),
  },
})
framing.judged({
  scenario: 'frame-10-netstring-and-cobs',
  title: 'frame-10: netstrings and COBS frames of another program are read whole',
  lies: {
    ...commonLies('payload'),
    'a code of COBS that says more': inFields('code', (one) => [{ ...one, value: '9 bytes' }]),
    'a netstring that was sent back otherwise': inFields('length', () => [], 'frame.sent'),
    'no COBS at all': (record) => (record.codec === 'cobs' ? undefined : record),
  },
})

describe('frame-10: a machine without Python', () => {
  it('has Node at the other end, and it is said', async () => {
    const { PATH } = process.env
    process.env.PATH = '/nowhere'
    try {
      const { facts, records } = await framing.run('frame-10-netstring-and-cobs')
      expect(facts.map(({ held }) => held)).toEqual([true])
      expect(records.find(({ program }) => program)).toMatchObject({
        program: 'node',
        text: expect.stringContaining('there is no python3'),
      })
    } finally {
      process.env.PATH = PATH
    }
  })
})

describe('frame-10: what the page and the notebook draw', () => {
  it('a frame of 70 000 bytes has its fields although only its beginning is kept', async () => {
    const { records } = await framing.run('frame-10-websocket')
    const large = records.filter(
      ({ kind, originalBytes }) => kind.startsWith('frame.') && (originalBytes ?? 0) > 70_000,
    )
    expect(large.map(({ kind, originalBytes }) => [kind, originalBytes])).toEqual([
      ['frame.sent', 70_014],
      ['frame.decoded', 70_010],
    ])
    for (const { fields, capturedBytes } of large) {
      expect(capturedBytes).toBe(4096)
      expect((fields as Field[]).at(-1)?.value).toMatch(/^"(hello)+hel…" 70000 bytes$/)
    }
  })

  it('each frame belongs to a connection that the taps saw', async (context) => {
    await needs(context, 'redis-server')
    const { records } = await framing.run('frame-10-redis-resp')
    const frames = records.filter(({ kind }) => kind.startsWith('frame.'))
    expect(new Set(frames.map(({ conn }) => conn))).toEqual(new Set(['c1']))
  })
})
