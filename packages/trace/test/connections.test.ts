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
