import { describe, expect, it } from 'vitest'
import { hexLines } from '../src/story/hex-lines.ts'
import { fieldRowsOf } from '../src/story/packet-rows.ts'
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

describe('what a segment on the wire has to do with others', () => {
  const [here, there] = ['10.1.0.1:4000', '10.1.0.2:80']
  const segment = (n: number, fields: Record<string, unknown>) =>
    record(n, {
      ...{ kind: 'tcp.segment', at: 'wire', conn: 'c1', tMs: n * 10, arrivedMs: n * 10 + 5 },
      ...{ from: here, to: there, packetNo: n, flags: ['ACK'], payloadBytes: 0 },
      ...fields,
    })
  const back = { from: there, to: here }
  const syn = segment(1, { flags: ['SYN'], seqNo: 2 ** 32 - 1, ackNo: 0 })
  const answer = segment(2, { ...back, flags: ['SYN', 'ACK'], seqNo: 500, ackNo: 0 })
  const lost = segment(3, { seqNo: 0, ackNo: 501, payloadBytes: 10, arrivedMs: undefined })
  const next = segment(4, { seqNo: 10, ackNo: 501, payloadBytes: 10 })
  const again = segment(5, { seqNo: 0, ackNo: 501, payloadBytes: 10, retransmissionOf: 3 })
  const ack = segment(6, { ...back, seqNo: 501, ackNo: 20 })
  const state = record(7, { kind: 'tcp.state', at: 'server', conn: 'c1', triggerPacketNo: 1 })
  const all = [syn, answer, lost, next, again, ack, state]

  it('names what it acknowledges, across the end of the sequence numbers, and what acknowledges it', () => {
    expect(told(answer, all)).toEqual(['It acknowledges 1', 'It was acknowledged by 3'])
    expect(told(ack, all)).toEqual(['It acknowledges 4 5'])
    expect(told(next, all)).toContain('It was acknowledged by 6')
  })

  it('names what it repeats and what repeats it', () => {
    expect(told(again, all)).toEqual(['It repeats 3', 'It was acknowledged by 6'])
    expect(told(lost, all)).toEqual(['It was sent again in 5', 'It acknowledges 2'])
  })

  it('names the states that it led to, and a state the packet that it followed', () => {
    expect(told(syn, all)).toEqual(['It was acknowledged by 2', 'It led to 7'])
    expect(told(state, all)).toEqual(['It followed packet 1, in 1'])
  })

  it('names the segment that an ICMP message is about', () => {
    const message = (about: unknown) =>
      record(8, { kind: 'icmp.message', at: 'wire', conn: 'c1', tMs: 99, about })
    expect(told(message({ from: here, to: there }), all)).toEqual(['It is about 5'])
    for (const about of [undefined, null, 7, {}]) expect(told(message(about), all)).toEqual([])
  })

  it('names the message that answers a datagram', () => {
    const ends = { from: here, to: there }
    const datagram = record(7, { kind: 'udp.datagram', at: 'wire', conn: 'c1', tMs: 1, ...ends })
    const icmp = { kind: 'icmp.message', at: 'wire', conn: 'c1', tMs: 2, about: ends }
    const both = [datagram, record(8, icmp)]
    expect(told(datagram, both)).toEqual(['It was answered by the ICMP message 8'])
    expect(told(both[1] as never, both)).toEqual(['It is about 7'])
  })

  it('takes what was corrupted for not arrived', () => {
    const corrupted = { ...next, fate: 'corrupted' }
    const peers = all.map((one) => (one.n === next.n ? corrupted : one))
    expect(told(corrupted, peers).join()).not.toContain('acknowledged by')
    expect(told(ack, peers).join()).not.toContain(String(next.n))
  })

  it('is nothing where the record does not say enough', () => {
    const bare = record(9, { kind: 'tcp.segment', at: 'wire' })
    expect(told(bare, [...all, bare])).toEqual([])
  })
})

describe('the fields of a packet', () => {
  const header = '4500002800004000400626cd0a0100010a0100029c400050000000010000000050021000'
  const bytes = Uint8Array.from(`${header}00000000`.match(/../g) ?? [], (two) =>
    Number.parseInt(two, 16),
  )
  const packet = { kind: 'tcp.segment', at: 'wire', bytesRef: '0:40', originalBytes: 40 }

  it('are those of its headers; what shares a byte shares its tint, with a row each', () => {
    const { fields, rows } = fieldRowsOf(record(1, packet), bytes)
    const [version, length] = rows
    expect(version).toMatchObject({ name: 'Version', value: '4', source: 'RFC 791 §3.1' })
    expect(length?.field).toBe(version?.field)
    for (const [i, field] of fields.entries()) {
      expect(field.index).toBe(i)
      if (i > 0) expect(field.from).toBeGreaterThanOrEqual(fields[i - 1]?.to as number)
    }
    expect(rows.some(({ name }) => name === 'Sequence number')).toBe(true)
  })

  it('end where the capture was cut, without calling the packet broken', () => {
    for (let size = 1; size < bytes.length; size++) {
      const { rows } = fieldRowsOf(record(1, packet), bytes.subarray(0, size))
      for (const { field } of rows) expect(field.to).toBeLessThanOrEqual(size)
      expect(rows.map(({ name }) => name)).not.toContain('broken')
    }
  })

  it('are what a record of another kind says itself', () => {
    const fields = [{ from: 0, to: 4, name: 'length', value: '5' }]
    const told = fieldRowsOf(record(1, { fields, originalBytes: 9 }), new Uint8Array(9))
    expect(told.rows).toEqual([{ field: told.fields[0], name: 'length', value: '5' }])
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
