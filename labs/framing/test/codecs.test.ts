import path from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import lab from '../lab.ts'

const framing = new LabUnderTest(lab, path.join(import.meta.dirname, '..'))

type Lie = (record: TraceRecord) => TraceRecord | undefined

/** The records of this kind lose these fields' truth. */
const changed =
  (
    kind: string,
    fields: Record<string, unknown>,
    is: (record: TraceRecord) => boolean = () => true,
  ): Lie =>
  (record) =>
    record.kind === kind && is(record) ? { ...record, ...fields } : record

const missing =
  (is: (record: TraceRecord) => boolean): Lie =>
  (record) =>
    is(record) ? undefined : record

/** No read ends where the parts were cut: each is one byte longer than it was. */
const otherReads: Lie = (record) =>
  record.kind === 'socket.data' && record.at === 'server'
    ? { ...record, originalBytes: (record.originalBytes ?? 0) + 5 }
    : record

framing.judged({
  scenario: 'frame-6',
  title: 'frame-6: every 16 bytes are a record, and a short last one is a truncated stream',
  lies: {
    'a record with another name': changed('frame.decoded', { text: '"eve"' }),
    'a record that was not found': missing(
      (record) => record.kind === 'frame.decoded' && record.fromByte === 16,
    ),
    'a short last record that was handed over': (record) =>
      record.end === 'truncated' ? { ...record, end: 'clean', pendingBytes: 0 } : record,
    'a name too long that was not refused': missing((record) => record.refused !== undefined),
    'reads that end between records': otherReads,
  },
})

framing.judged({
  scenario: 'frame-7',
  title: 'frame-7: a delimiter cut across two reads is found; one in the message must be escaped',
  lies: {
    'a CR LF that was not found': missing(
      (record) =>
        record.kind === 'frame.decoded' && record.layout === 'CR LF' && record.fromByte === 0,
    ),
    'a lone CR that ends no line': missing(
      (record) => record.kind === 'frame.decoded' && record.text === '"old mac"',
    ),
    'an escape that stays in the message': changed(
      'frame.decoded',
      { text: '"two\\␊lines"' },
      (record) => record.layout === 'escaped',
    ),
    'a message with a newline that arrives in one piece': missing(
      (record) => record.kind === 'frame.decoded' && record.text === '"lines"',
    ),
    'a delimiter that was not cut': otherReads,
    'an encoder that lets the delimiter pass': missing((record) => record.refused !== undefined),
  },
})

framing.judged({
  scenario: 'frame-8',
  title: 'frame-8: a header cut across two reads is read all the same, in every layout',
  lies: {
    'another message': changed('frame.decoded', { text: '"hallo"' }),
    'a message that ends one byte later': (record) =>
      record.kind === 'frame.decoded' ? { ...record, toByte: Number(record.toByte) + 1 } : record,
    'headers that were not cut': otherReads,
    'one layout that was not tried': missing(
      (record) => record.layout === '8 bytes, little-endian',
    ),
    'a length in the wrong order that was understood': changed('frame.broken', {
      message: 'the length field says 5',
    }),
    'a length in the wrong order that was not refused': missing(
      (record) => record.kind === 'frame.broken',
    ),
  },
})

framing.judged({
  scenario: 'frame-9',
  title: 'frame-9: every attack ends with its own error, in bounded memory, and hurts nobody else',
  lies: {
    'an attacker who gets another error': changed(
      'frame.broken',
      { code: 'sync-lost' },
      (record) => record.code === 'length-negative',
    ),
    'a slow sender who is waited for': missing((record) => record.code === 'frame-too-slow'),
    'a decoder that holds what is claimed': (record) =>
      record.heldBytes !== undefined ? { ...record, heldBytes: record.claimedBytes } : record,
    'buffers that grow by what is claimed': (record) =>
      record.heldBytes !== undefined ? { ...record, grownBytes: 2 ** 32 } : record,
    'a reader by hand who does not believe': (record) =>
      record.attack === 'believed' ? { ...record, grownBytes: 4 } : record,
    'a polite client who is not answered': missing(
      (record) => record.kind === 'frame.decoded' && record.at === 'client',
    ),
    'a polite client who is answered when the slow sender is gone': changed(
      'frame.broken',
      { tMs: 0 },
      (record) => record.code === 'frame-too-slow',
    ),
    'one byte too many that was skipped': (record) =>
      Number(record.skippedBytes) > 0
        ? { ...record, skippedBytes: Number(record.skippedBytes) + 1 }
        : record,
    'a frame behind the skipped one that is lost': missing(
      (record) => record.kind === 'frame.decoded' && record.text === '"after"',
    ),
  },
})

framing.judged({
  scenario: 'frame-12',
  title:
    'frame-12: damaged frames are refused and the next is found; a plain length never recovers',
  lies: {
    'a damaged frame that was delivered': (record) =>
      record.kind === 'frame.broken' && record.code === 'payload-damaged'
        ? { ...record, kind: 'frame.decoded', fromByte: record.atByte, toByte: record.atByte }
        : record,
    'a whole message that was lost': missing(
      (record) => record.kind === 'frame.decoded' && record.text === '"whole message 3"',
    ),
    'a whole message that was changed': changed(
      'frame.decoded',
      { text: '"whale message 3"' },
      (record) => record.text === '"whole message 3"',
    ),
    'one byte more that was skipped': (record) =>
      record.kind === 'frame.broken'
        ? { ...record, skippedBytes: Number(record.skippedBytes) + 1 }
        : record,
    'a byte that is accounted for nowhere': (record) =>
      record.kind === 'socket.data' && record.at === 'server'
        ? { ...record, originalBytes: (record.originalBytes ?? 0) + 1 }
        : record,
    'a plain length that recovers': (record) =>
      record.kind === 'frame.decoded' && record.codec === 'length' && record.fromByte === 26
        ? { ...record, fromByte: 39, toByte: 52, text: '"message 4"' }
        : record,
  },
})
