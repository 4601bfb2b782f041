import { describe, expect, it } from 'vitest'
import { hexLines } from '../src/story/hex-lines.ts'
import { originInWords, ownFields, sentenceOf } from '../src/story/record-words.ts'
import { factsFrom, relationsOf } from '../src/story/relations.ts'
import { record } from './records.ts'

const client = { socket: 'a', conn: 'c1', at: 'client' }
const server = { socket: 'b', conn: 'c1', at: 'server' }
const told = (selected: ReturnType<typeof record>, peers: ReturnType<typeof record>[]) =>
  relationsOf(selected, peers, true).map(({ words, records }) => [words, ...records].join(' '))

describe('what a read delivered', () => {
  const writes = [
    record(1, { ...client, kind: 'socket.write', originalBytes: 5 }),
    record(2, { ...client, kind: 'socket.write', originalBytes: 3 }),
  ]
  const first = record(3, { ...server, kind: 'socket.data', originalBytes: 6 })
  const second = record(4, { ...server, kind: 'socket.data', originalBytes: 1 })
  const peers = [...writes, first, second]

  it('is found by counting bytes, because a stream keeps no edges', () => {
    expect(told(first, peers)).toEqual([
      'These 6 bytes were written by the other end in 2 writes: 1 2',
    ])
    expect(told(second, peers)).toEqual(['This byte was written by the other end in one write: 2'])
  })

  it('is told at the write too, with what nobody has read so far', () => {
    expect(told(writes[0] as never, peers)).toEqual(['The other end got it in one read: 3'])
    expect(told(writes[1] as never, peers)).toEqual([
      'The other end got it in 2 reads: 3 4',
      '1 byte of it has not been read by the other end so far.',
    ])
  })

  it('is not guessed when earlier records are missing', () => {
    const [relation] = relationsOf(first, peers, false)
    expect(relation?.words).toMatch(/cannot be matched/)
  })

  it('keeps the two directions apart', () => {
    const answer = record(5, { ...server, kind: 'socket.write', originalBytes: 4 })
    const heard = record(6, { ...client, kind: 'socket.data', originalBytes: 4 })
    expect(told(heard, [...peers, answer, heard])).toEqual([
      'These 4 bytes were written by the other end in one write: 5',
    ])
  })
})

describe('what led to a record and what came of it', () => {
  it('pairs the two ends of an opening and of a closing', () => {
    const asked = record(1, { ...client, kind: 'socket.connecting' })
    const stands = record(2, { ...client, kind: 'socket.connect' })
    const handed = record(3, { ...server, kind: 'socket.accept' })
    const shut = record(4, { ...client, kind: 'socket.shutdown' })
    const ended = record(5, { ...server, kind: 'socket.end' })
    const all = [asked, stands, handed, shut, ended]
    expect(told(stands, all).map((line) => line.slice(-1))).toEqual(['1', '3'])
    expect(told(handed, all)).toEqual(['The client learnt of it in 2'])
    expect(told(ended, all)).toEqual(['The other end said so in 4'])
    expect(told(shut, all)).toEqual(['The other end read it in 5'])
  })

  it('names the writes that a drain ends the waiting of', () => {
    const write = (n: number, returned: boolean) =>
      record(n, { ...client, kind: 'socket.write', returned, originalBytes: 0 })
    const drain = record(4, { ...client, kind: 'socket.drain' })
    const all = [write(1, true), write(2, false), write(3, false), drain]
    expect(told(drain, all)).toEqual(['Writing was asked to wait by 2 3'])
    expect(told(all[1] as never, all)).toEqual(['It drained in 4'])
  })

  it('names the verdicts that rest on it', () => {
    const fact = { ...record(9), kind: 'fact', id: 'open-4', truth: 'K', held: true } as const
    const facts = [{ ...fact, expected: '', seen: '', evidence: [2] }]
    expect(factsFrom(2, facts)).toEqual([{ words: 'It is evidence for open-4, in', records: [9] }])
    expect(factsFrom(3, facts)).toEqual([])
  })
})

describe('a record in words', () => {
  it('says who did it', () => {
    expect(sentenceOf(record(1, { kind: 'socket.data', at: 'server', originalBytes: 5 }))).toBe(
      'The server read 5 bytes.',
    )
    expect(sentenceOf(record(1, { kind: 'socket.written' }))).toMatch(/^The write was/)
  })

  it('says how we know', () => {
    expect(originInWords(record(1, { origin: 'polled', periodMs: 5 }))).toMatch(
      /^polled every 5 ms/,
    )
    expect(originInWords(record(1, { origin: 'simulated' }))).toMatch(/model/)
  })

  it('says what a reader found, and leaves what its bytes mean to the bytes', () => {
    const fields = [{ from: 0, to: 4, name: 'length', value: '5' }]
    const range = { fromByte: 0, toByte: 9, originalBytes: 9 }
    const frame = record(1, { kind: 'frame.decoded', at: 'server', ...range, fields })
    expect(sentenceOf(frame)).toBe('The server found a frame: 9 bytes from offset 0.')
    expect(ownFields(frame).map(([name]) => name)).toEqual(['fromByte', 'toByte'])
    expect(ownFields(record(1, { fields })).map(([name]) => name)).toEqual(['fields'])
  })

  it('shows the fields of its own kind and leaves out what is told elsewhere', () => {
    expect(ownFields(record(1, { returned: false, list: [1, 2], bytesRef: '0:1' }))).toEqual([
      ['returned', 'false'],
      ['list', '[1,2]'],
    ])
  })
})

describe('bytes', () => {
  it('stand in lines: offset, hex, and text in signs that every font has', () => {
    const bytes = new TextEncoder().encode('GET /\r\n\0é')
    expect(hexLines(bytes, 8)).toEqual([
      { offset: '0000', hex: '47 45 54 20 2f 0d 0a 00', text: 'GET /·↵·' },
      { offset: '0008', hex: 'c3 a9', text: '··' },
    ])
  })
})
