import { createSocket, Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tapDgram } from '../../src/tap/index.ts'
import { MemoryRecorder } from './memory-recorder.ts'

const { bind: bareBind, connect: bareConnect, send: bareSend } = Socket.prototype
let log: MemoryRecorder
let untap: () => void
let server: Socket
let client: Socket
let received: Buffer[]
const open = new Set<Socket>()

beforeEach(async () => {
  log = new MemoryRecorder()
  untap = tapDgram(log, 'client', 'server')
  received = []
  server = newSocket().on('message', (message) => received.push(message))
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  client = newSocket()
})

afterEach(() => {
  untap()
  for (const socket of open) socket.close()
  open.clear()
})

function newSocket(): Socket {
  const socket = createSocket('udp4')
  open.add(socket)
  return socket
}

const port = () => server.address().port
const arrived = (count: number) => expect.poll(() => received.length).toBe(count)

describe('a tap on datagrams changes nothing', () => {
  it('adds no listener', async () => {
    client.send('b61f1169', port(), '127.0.0.1')
    await arrived(1)
    for (const event of ['message', 'error', 'listening', 'close', 'connect']) {
      expect(client.listenerCount(event), event).toBe(0)
    }
  })

  it('calls a callback once, with what Node tells', async () => {
    const calls: unknown[][] = []
    client.send('four', port(), '127.0.0.1', (...told) => calls.push(told))
    await arrived(1)
    expect(calls).toEqual([[null, 4]])
  })

  it('throws what Node throws, and notes nothing', () => {
    expect(() => client.send('b61f1169', 70_000, '127.0.0.1')).toThrow(RangeError)
    expect(log.of('udp.datagram')).toEqual([])
  })

  it('leaves the prototype as it was when it ends', () => {
    expect(Socket.prototype.send).not.toBe(bareSend)
    untap()
    expect(Socket.prototype.send).toBe(bareSend)
    expect(Socket.prototype.bind).toBe(bareBind)
    expect(Socket.prototype.connect).toBe(bareConnect)
  })
})

describe('a tap on datagrams sees', () => {
  it('each datagram at both ends once, although the first waited for its port', async () => {
    client.send('first', port(), '127.0.0.1')
    client.send('second', port(), '127.0.0.1')
    await arrived(2)
    const sent = log.of('udp.datagram', 'client')
    const got = log.of('udp.datagram', 'server')
    expect(sent.map((one) => one.bytes?.toString())).toEqual(['first', 'second'])
    expect(got.map((one) => one.bytes?.toString())).toEqual(['first', 'second'])
    expect([sent[0]?.direction, got[0]?.direction]).toEqual(['sent', 'received'])
    // CRC-32, by which the one is known to be the other.
    expect([...sent, ...got].map((one) => one.digest)).toEqual([
      '9271ee57',
      'b61f1169',
      '9271ee57',
      'b61f1169',
    ])
    expect(sent[0]?.to).toBe(`127.0.0.1:${port()}`)
    expect(got[0]?.from).toBe(`127.0.0.1:${client.address().port}`)
    expect([sent[0]?.transport, sent[0]?.local]).toEqual(['udp', sent[0]?.from])
  })

  it('the same for a socket that is connected, which says no address', async () => {
    client.connect(port(), '127.0.0.1')
    await once(client, 'connect')
    client.send('to my peer')
    await arrived(1)
    const [connect] = log.of('socket.connect', 'client')
    const [sent] = log.of('udp.datagram', 'client')
    const [got] = log.of('udp.datagram', 'server')
    expect([connect?.local, connect?.remote]).toEqual([sent?.from, sent?.to])
    expect([got?.from, got?.to]).toEqual([sent?.from, sent?.to])
  })

  it('who listens by who binds: a socket that binds itself is a server', async () => {
    client.bind(0)
    await once(client, 'listening')
    client.send('b61f1169', port(), '127.0.0.1')
    await arrived(1)
    expect(log.of('udp.datagram').map((one) => one.at)).toEqual(['server', 'server'])
  })

  it('a message in any form, and a part of one', async () => {
    const p = port()
    client.bind(0)
    await once(client, 'listening')
    client.send(['na', 'ïve'], p, '127.0.0.1')
    client.send(new Uint8Array([1, 2, 3, 4]), 1, 2, p)
    client.send(new DataView(new ArrayBuffer(8), 2, 3), p)
    client.send(Buffer.alloc(100, 7), p)
    await arrived(4)
    const sizes = received.map((message) => message.length)
    expect(sizes).toEqual([6, 2, 3, 100])
    const all = log.of('udp.datagram').filter((one) => one.direction === 'sent')
    expect(all.map((one) => one.originalBytes)).toEqual(sizes)
    expect(all.map((one) => one.bytes?.length)).toEqual([6, 2, 3, 64])
    expect(all.every((one) => one.to === `127.0.0.1:${p}`)).toBe(true)
  })

  it('a message as it was when it was sent, whatever becomes of its buffer', async () => {
    client.bind(0)
    await once(client, 'listening')
    const message = Buffer.from('kept')
    client.send(message, port(), '127.0.0.1', () => {})
    message.fill('x')
    await arrived(1)
    const sent = log.of('udp.datagram').filter((one) => one.direction === 'sent')
    expect(sent.map((one) => one.bytes?.toString())).toEqual(['kept'])
  })

  it('a datagram that the kernel refuses as an error, and not as sent', async () => {
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) =>
      client.send(Buffer.alloc(65_508), port(), '127.0.0.1', resolve),
    )
    expect(error?.code).toBe('EMSGSIZE')
    expect(log.of('socket.error').map((one) => one.code)).toEqual(['EMSGSIZE'])
    expect(log.of('udp.datagram')).toEqual([])
  })

  it('where a socket listens, and its end', async () => {
    const local = `127.0.0.1:${port()}`
    client.send('b61f1169', port(), '127.0.0.1')
    await arrived(1)
    client.close()
    server.close()
    open.clear()
    await Promise.all([once(client, 'close'), once(server, 'close')])
    expect(log.of('socket.listening')).toMatchObject([{ local, at: 'server' }])
    expect(log.of('socket.close', 'client')).toMatchObject([
      { remote: local, socket: expect.any(String) },
    ])
    const [end] = log.of('socket.close', 'server')
    expect(end).toMatchObject({ local })
    expect(end).not.toHaveProperty('socket')
  })
})
