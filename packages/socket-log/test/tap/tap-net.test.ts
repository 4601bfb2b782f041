import { once } from 'node:events'
import net, { type AddressInfo, type Server, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tapNet } from '../../src/tap/index.ts'
import { MemoryRecorder } from './memory-recorder.ts'

const bareConnect = Socket.prototype.connect
const bareListen = net.Server.prototype.listen
let log: MemoryRecorder
let untap: () => void
let server: Server
let accepted: Socket[]

beforeEach(async () => {
  log = new MemoryRecorder()
  untap = tapNet(log, 'client', 'server')
  accepted = []
  server = net.createServer({ allowHalfOpen: true }, (socket) => accepted.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  for (const socket of accepted) socket.destroy()
  server.close()
  await once(server, 'close')
  untap()
})

const port = () => (server.address() as AddressInfo).port

async function dial(options: Partial<net.TcpNetConnectOpts> = {}) {
  const client = net.connect({ port: port(), host: '127.0.0.1', ...options })
  await Promise.all([once(client, 'connect'), once(server, 'connection')])
  return { client, peer: accepted.at(-1) as Socket }
}

describe('a tap changes nothing', () => {
  it('adds no listener to a socket', async () => {
    const { client, peer } = await dial()
    for (const socket of [client, peer]) {
      for (const event of ['data', 'error', 'drain', 'readable', 'close']) {
        expect(socket.listenerCount(event), event).toBe(0)
      }
    }
    client.destroy()
  })

  it('does not start the flow of a socket that nobody reads', async () => {
    const { client, peer } = await dial()
    client.write('unread')
    await expect.poll(() => peer.readableLength).toBe(6)
    expect(peer.readableFlowing).toBe(null)
    expect(log.of('socket.data')).toEqual([])
    client.destroy()
  })

  it('does not hide an error that nobody handles', async () => {
    const { client } = await dial()
    expect(() => client.emit('error', new Error('unseen'))).toThrow('unseen')
    client.destroy()
  })

  it('returns what write returns', async () => {
    const { client } = await dial()
    const returned: boolean[] = []
    while (returned.at(-1) !== false) returned.push(client.write(Buffer.alloc(64 * 1024)))
    expect(log.of('socket.write').map((write) => write.returned)).toEqual(returned)
    expect(log.of('socket.write').at(-1)?.queuedBytes).toBe(client.writableLength)
    client.destroy()
  })

  it('leaves the prototypes as they were when it ends', () => {
    expect(Socket.prototype.connect).not.toBe(bareConnect)
    untap()
    expect(Socket.prototype.connect).toBe(bareConnect)
    expect(net.Server.prototype.listen).toBe(bareListen)
  })
})

describe('a tap sees', () => {
  it('both ends of a connection, with mirrored addresses, the local one already at connect()', async () => {
    const { client } = await dial()
    const [connecting] = log.of('socket.connecting')
    const [connect] = log.of('socket.connect', 'client')
    const [accept] = log.of('socket.accept', 'server')
    expect(connecting?.local).toBe(connect?.local)
    expect(connect?.remote).toBe(`127.0.0.1:${port()}`)
    expect([accept?.local, accept?.remote]).toEqual([connect?.remote, connect?.local])
    client.destroy()
  })

  it('a socket that was made first and connected later', async () => {
    const client = new Socket()
    client.connect(port(), '127.0.0.1')
    await once(client, 'connect')
    client.write('hi')
    expect(log.of('socket.write', 'client').map((write) => write.bytes?.toString())).toEqual(['hi'])
    client.destroy()
  })

  it.each([
    ['a data listener', async (peer: Socket) => void peer.on('data', () => {})],
    ['pipe', async (peer: Socket) => void peer.pipe(peer)],
    ['readable and read', async (peer: Socket) => void peer.on('readable', () => peer.read())],
    ['an async iterator', (peer: Socket) => peer[Symbol.asyncIterator]().next()],
    ['setEncoding', async (peer: Socket) => void peer.setEncoding('utf8').on('data', () => {})],
  ])('what a program reads by %s', async (_way, read) => {
    const { client, peer } = await dial()
    const reading = read(peer)
    client.write('naïve')
    await reading
    await expect.poll(() => log.of('socket.data', 'server').length).toBe(1)
    const [data] = log.of('socket.data', 'server')
    expect(data?.bytes?.toString()).toBe('naïve')
    expect(data?.originalBytes).toBe(6)
    client.destroy()
  })

  it('bytes and sizes of writes in any form, and of the last one given to end', async () => {
    const { client, peer } = await dial()
    peer.resume()
    client.write('naïve')
    client.write('ff00', 'hex')
    client.write(new Uint8Array([1, 2, 3]))
    client.write(Buffer.alloc(100, 7))
    client.end('bye')
    await once(client, 'finish')
    const writes = log.of('socket.write', 'client')
    expect(writes.map((write) => write.originalBytes)).toEqual([6, 2, 3, 100, 3])
    expect(writes.map((write) => write.bytes?.length)).toEqual([6, 2, 3, 64, 3])
    expect(log.of('socket.shutdown', 'client')).toHaveLength(1)
    client.destroy()
  })

  it('the callback of a write, only where the program gave one', async () => {
    const { client } = await dial()
    client.write('without')
    await new Promise((resolve) => client.write('with', resolve))
    expect(log.of('socket.written')).toHaveLength(1)
    client.destroy()
  })

  it('a refused connect, a reset and an end of stream as three different things', async () => {
    const other = net.createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const free = (other.address() as AddressInfo).port
    other.close()
    await once(other, 'close')
    const refused = net.connect(free, '127.0.0.1')
    await once(refused, 'error')
    expect(log.of('socket.error').at(-1)?.code).toBe('ECONNREFUSED')

    const reset = await dial()
    reset.client.resume()
    const failed = once(reset.client, 'error')
    reset.peer.resetAndDestroy()
    await failed
    expect(log.of('socket.error').at(-1)?.code).toBe('ECONNRESET')

    const ended = await dial()
    ended.client.resume()
    ended.peer.end()
    await once(ended.client, 'end')
    expect(log.of('socket.end', 'client')).toHaveLength(1)
  })

  it('a listener that starts and stops', async () => {
    const other = net.createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const local = `127.0.0.1:${(other.address() as AddressInfo).port}`
    other.close()
    await once(other, 'close')
    expect(log.of('socket.listening').at(-1)?.local).toBe(local)
    expect(log.of('socket.close').at(-1)).toMatchObject({ local, at: 'server' })
  })
})
