import { describe, expect, it } from 'vitest'
import { ConnectionNames, type RecordDraft } from '../src/index.ts'

function draft(kind: string, socket?: string, local?: string, remote?: string): RecordDraft {
  const base = { tMs: 0, clock: 'monotonic', at: 'client', origin: 'observed' } as const
  return { ...base, kind, socket, local, remote }
}

const client = '127.0.0.1:40000'
const server = '127.0.0.1:80'

describe('the name of a connection', () => {
  it('is the same at both ends, whichever is seen first', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(draft('socket.accept', 's', server, client))).toBe('c1')
    expect(names.nameFor(draft('socket.connect', 'c', client, server))).toBe('c1')
    expect(names.nameFor(draft('socket.data', 's'))).toBe('c1')
  })

  it('is given before the local address is known', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(draft('socket.connecting', 'c', undefined, server))).toBe('c1')
    expect(names.nameFor(draft('socket.connect', 'c', client, server))).toBe('c1')
    expect(names.nameFor(draft('socket.accept', 's', server, client))).toBe('c1')
  })

  it('differs between two clients of one server', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(draft('socket.connect', 'a', client, server))).toBe('c1')
    expect(names.nameFor(draft('socket.connect', 'b', '127.0.0.1:40001', server))).toBe('c2')
  })

  it('is new when the same four addresses are used again by the same end', () => {
    const names = new ConnectionNames()
    names.nameFor(draft('socket.connect', 'c', client, server))
    names.nameFor(draft('socket.accept', 's', server, client))
    names.nameFor(draft('socket.close', 'c'))
    names.nameFor(draft('socket.close', 's'))
    expect(names.nameFor(draft('tcp.state', undefined, client, server))).toBe('c1')
    expect(names.nameFor(draft('socket.connect', 'd', client, server))).toBe('c2')
    expect(names.nameFor(draft('socket.accept', 't', server, client))).toBe('c2')
  })

  it('is the same for a server that accepts only after its client has gone', () => {
    const names = new ConnectionNames()
    names.nameFor(draft('socket.connect', 'c', client, server))
    names.nameFor(draft('socket.close', 'c'))
    expect(names.nameFor(draft('socket.accept', 's', server, client))).toBe('c1')
  })

  it('is found by the addresses alone, once a tap has seen them', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(draft('tcp.state', undefined, client, server))).toBeUndefined()
    names.nameFor(draft('socket.connect', 'c', client, server))
    expect(names.nameFor(draft('tcp.state', undefined, server, client))).toBe('c1')
  })

  it('is none for a record about no socket, and kept where one is given', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(draft('note'))).toBeUndefined()
    expect(names.nameFor({ ...draft('tcp.state'), conn: 'c9' })).toBe('c9')
  })
})

describe('the name of a UDP conversation', () => {
  function datagram(local: string, remote: string, socket = 's', kind = 'udp.datagram') {
    return { ...draft(kind, socket, local, remote), transport: 'udp' }
  }

  it('is the same for both directions and both ends', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(datagram(client, server, 'c'))).toBe('c1')
    expect(names.nameFor(datagram(server, client, 's'))).toBe('c1')
    expect(names.nameFor(datagram(server, client, 's'))).toBe('c1')
    expect(names.nameFor(datagram(client, server, 'c'))).toBe('c1')
  })

  it('differs between two peers of one socket', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(datagram(server, client))).toBe('c1')
    expect(names.nameFor(datagram(server, '127.0.0.1:40001'))).toBe('c2')
    expect(names.nameFor(datagram('127.0.0.1:40001', server, 'other'))).toBe('c2')
  })

  it('is the same for a socket that is bound to no address in particular', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(datagram('0.0.0.0:40000', server, 'c'))).toBe('c1')
    expect(names.nameFor(datagram(server, client))).toBe('c1')
    expect(names.nameFor(datagram('[::]:40000', '[::1]:80', 'c'))).toBe('c2')
    expect(names.nameFor(datagram('[::1]:80', '[::1]:40000'))).toBe('c2')
  })

  it('is not that of a connection between the same addresses and ports', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(draft('socket.connect', 't', client, server))).toBe('c1')
    expect(names.nameFor(datagram(client, server))).toBe('c2')
    expect(names.nameFor(draft('frame.sent', undefined, client, server))).toBe('c1')
  })

  it('is found by the addresses alone once a datagram was seen, and not before', () => {
    const names = new ConnectionNames()
    const frame = { ...draft('frame.sent', undefined, client, server), transport: 'udp' }
    expect(names.nameFor(frame)).toBeUndefined()
    names.nameFor(datagram(client, server))
    expect(names.nameFor(frame)).toBe('c1')
  })

  it('is new when the addresses are used again after a socket has closed', () => {
    const names = new ConnectionNames()
    names.nameFor(datagram(client, server, 'c'))
    expect(names.nameFor(datagram(client, server, 'c', 'socket.close'))).toBe('c1')
    expect(names.nameFor(datagram(client, server, 'd'))).toBe('c2')
  })

  it('is none for a socket that has talked with nobody, or with many', () => {
    const names = new ConnectionNames()
    const close = { ...draft('socket.close', 's', server), transport: 'udp' }
    expect(names.nameFor(close)).toBeUndefined()
  })
})

describe('the name of a connection on the wire', () => {
  const wire = (fields: Record<string, unknown>): RecordDraft => ({
    ...{ tMs: 1, clock: 'monotonic', at: 'wire', origin: 'observed', kind: 'tcp.segment' },
    ...{ from: client, to: server, flags: ['ACK'] },
    ...fields,
  })
  const syn = (seqNo: number, fields = {}) => wire({ flags: ['SYN'], seqNo, ...fields })
  const back = { from: server, to: client }

  it('is given by its segments alone, the same in both directions', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(syn(7))).toBe('c1')
    expect(names.nameFor(wire({ ...back, flags: ['SYN', 'ACK'], seqNo: 9 }))).toBe('c1')
    expect(names.nameFor(wire({ from: '10.1.0.1:5', to: server }))).toBe('c2')
    expect(names.nameFor(draft('tcp.state', undefined, server, client))).toBe('c1')
  })

  it('is that of its sockets, whichever is seen first', () => {
    const names = new ConnectionNames()
    names.nameFor(draft('socket.connecting', 'a', client, server))
    expect(names.nameFor(syn(7))).toBe('c1')
    expect(names.nameFor(draft('socket.accept', 's', server, client))).toBe('c1')
    expect(names.nameFor(syn(8, { from: '10.1.0.1:5' }))).toBe('c2')
    expect(names.nameFor(draft('socket.connect', 'b', '10.1.0.1:5', server))).toBe('c2')
  })

  it('is that of the first connect() to the place where its local address is not known yet', () => {
    const names = new ConnectionNames()
    names.nameFor(draft('socket.connecting', 'a', undefined, server))
    names.nameFor(draft('socket.connecting', 'b', undefined, server))
    expect(names.nameFor(syn(7))).toBe('c1')
    expect(names.nameFor(syn(7, { from: '10.1.0.1:5' }))).toBe('c2')
    expect(names.nameFor(draft('socket.connect', 'a', client, server))).toBe('c1')
    expect(names.nameFor(syn(7, { from: '10.1.0.1:6' }))).toBe('c3')
  })

  it('is new with another first sequence number, not with the same SYN once more', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(syn(7))).toBe('c1')
    expect(names.nameFor(syn(7))).toBe('c1')
    expect(names.nameFor(syn(8))).toBe('c2')
    expect(names.nameFor(wire({}))).toBe('c2')
    expect(names.nameFor(syn(7))).toBe('c1')
  })

  it('is one where both ends send a SYN', () => {
    const names = new ConnectionNames()
    expect(names.nameFor(syn(7))).toBe('c1')
    expect(names.nameFor(syn(8, back))).toBe('c1')
  })

  it('is that of the segment which an ICMP message is about, and none where it is about nothing known', () => {
    const names = new ConnectionNames()
    const message = (about: unknown) =>
      names.nameFor(wire({ kind: 'icmp.message', from: '10.1.0.2', to: '10.1.0.1', about }))
    expect(message({ from: client, to: server })).toBeUndefined()
    names.nameFor(syn(7))
    expect(message({ from: client, to: server })).toBe('c1')
    for (const about of [undefined, null, 'x', { from: 1 }]) expect(message(about)).toBeUndefined()
  })

  it('of a datagram is that of its two sockets, bound to an address or to none in particular', () => {
    const [here, there] = ['10.1.0.1:5000', '10.1.0.2:53']
    const udp = (local: string, remote: string) => ({
      ...draft('udp.datagram', local, local, remote),
      transport: 'udp',
    })
    for (const local of [here, '0.0.0.0:5000']) {
      const names = new ConnectionNames()
      expect(names.nameFor(udp(local, there))).toBe('c1')
      expect(names.nameFor(wire({ kind: 'udp.datagram', from: here, to: there }))).toBe('c1')
      expect(names.nameFor(udp('0.0.0.0:53', here))).toBe('c1')
    }
  })

  it('is given by a state that a packet led to, before that packet is told', () => {
    const names = new ConnectionNames()
    const state = { ...draft('tcp.state', undefined, client, server), triggerPacketNo: 1 }
    expect(names.nameFor({ ...state, local: server, remote: '0.0.0.0:0' })).toBeUndefined()
    expect(names.nameFor(state)).toBe('c1')
    expect(names.nameFor(syn(7))).toBe('c1')
  })

  it('is none without addresses', () => {
    const names = new ConnectionNames()
    for (const from of [undefined, 7, null]) expect(names.nameFor(wire({ from }))).toBeUndefined()
  })
})
