import { once } from 'node:events'
import { closeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { PosixSocket, pollNow, posixConstants, WaitTimeoutError, waitReady } from '../src/index.ts'
import { type LoopbackPair, openPair, ownSockets } from './open-sockets.ts'

const loopback = { address: '127.0.0.1', port: 0 }
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (data: Uint8Array | undefined) => data && new TextDecoder().decode(data)

/** The code of what `call` throws. */
function codeOf(call: () => unknown): string | undefined {
  try {
    call()
  } catch (error) {
    return (error as { code?: string }).code
  }
  return undefined
}

let before: string[]
let opened: PosixSocket[]

function kept<S extends PosixSocket>(socket: S): S {
  opened.push(socket)
  return socket
}

async function pair(address?: string): Promise<LoopbackPair> {
  const made = await openPair(address)
  opened.push(made.listener, made.client, made.server)
  return made
}

beforeEach(async (context) => {
  await needs(context, 'tcp-info')
  opened = []
  before = ownSockets()
})

afterEach(() => {
  for (const socket of opened) socket.close()
  expect(ownSockets(), 'nothing leaks').toEqual(before)
})

describe('a POSIX socket', () => {
  it.for([
    ['127.0.0.1', 'loopback-ipv4'],
    ['::1', 'loopback-ipv6'],
  ] as const)(
    'state-1: on %s it is CLOSED when fresh, then LISTEN, and ESTABLISHED at both ends',
    async ([address, loopback], context) => {
      await needs(context, loopback)
      const fresh = kept(PosixSocket.tcp({ family: address === '::1' ? 6 : 4 }))
      expect(fresh.state()).toBe('CLOSED')
      const { listener, client, server } = await pair(address)
      expect([listener, client, server].map((socket) => socket.state())).toEqual([
        'LISTEN',
        'ESTABLISHED',
        'ESTABLISHED',
      ])
      expect(client.remoteAddress()).toEqual(listener.localAddress())
      expect(server.remoteAddress()).toEqual(client.localAddress())
      expect(client.localAddress().address).toBe(address)
    },
  )

  it('does not block: with nothing there accept, receive and a full send give undefined', async () => {
    const { listener, client, server } = await pair()
    expect(listener.accept()).toBeUndefined()
    expect(client.receive(10)).toBeUndefined()
    const chunk = new Uint8Array(1 << 16)
    let sent = 0
    for (;;) {
      const count = client.send(chunk)
      if (count === undefined) break
      sent += count
    }
    expect(sent).toBeGreaterThan(0)
    expect(client.unsentBytes()).toBeGreaterThan(0)
    expect(client.notSentBytes()).toBeLessThanOrEqual(client.unsentBytes())
    expect(server.unreadBytes()).toBeLessThanOrEqual(sent)
  })

  it('peek leaves the bytes in the queue, and the urgent byte comes apart', async () => {
    const { client, server } = await pair()
    await client.sent(bytes('abc'))
    expect(text(await server.received(2))).toBe('ab')
    expect(text(server.receive(9, { peek: true }))).toBe('c')
    expect(server.unreadBytes()).toBe(1)
    expect(text(server.receive(9))).toBe('c')
    expect(client.send(bytes('!'), posixConstants.MSG_OOB)).toBe(1)
    await expect.poll(() => codeOf(() => server.receive(1, { outOfBand: true }))).toBeUndefined()
  })

  it('end of stream is empty, and half-closing leaves the other way open', async () => {
    const { client, server } = await pair()
    client.shutdown('write')
    expect(await server.received(10)).toHaveLength(0)
    expect(server.state()).toBe('CLOSE_WAIT')
    await server.sent(bytes('late'))
    expect(text(await client.received(10))).toBe('late')
    expect(codeOf(() => client.send(bytes('x')))).toBe('EPIPE')
  })

  it('open-5: a port where nobody listens is ECONNREFUSED', async () => {
    const port = kept(PosixSocket.tcp())
    port.bind(loopback)
    const client = kept(PosixSocket.tcp())
    expect(client.connect(port.localAddress())).toBe('in-progress')
    await expect(client.connected()).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      syscall: 'connect',
    })
    expect(client.takeError()).toBeUndefined()
    expect(client.state()).toBe('CLOSED')
  })

  it('an error that waits is taken once', async () => {
    const { client, server } = await pair()
    server.setOption('lingerSeconds', 0)
    server.close()
    await waitReady([client], { readable: true }, 10_000)
    expect(client.takeError()).toBe('ECONNRESET')
    expect(client.takeError()).toBeUndefined()
  })

  it('close-7: linger 0 sends a RST, and the peer reads ECONNRESET', async () => {
    const { client, server } = await pair()
    server.setOption('lingerSeconds', 0)
    expect(server.getOption('lingerSeconds')).toBe(0)
    server.close()
    await expect(client.received(10)).rejects.toMatchObject({ code: 'ECONNRESET', syscall: 'recv' })
  })

  it('a port that is taken is EADDRINUSE, without a peer is ENOTCONN, a foreign address EADDRNOTAVAIL', () => {
    const first = kept(PosixSocket.tcp())
    first.bind(loopback)
    first.listen(1)
    const second = kept(PosixSocket.tcp())
    expect(codeOf(() => second.bind(first.localAddress()))).toBe('EADDRINUSE')
    expect(codeOf(() => second.bind({ address: '192.0.2.1', port: 0 }))).toBe('EADDRNOTAVAIL')
    expect(codeOf(() => second.remoteAddress())).toBe('ENOTCONN')
    expect(codeOf(() => second.send(bytes('x')))).toBe('EPIPE')
  })

  it('closed, every call is EBADF, and a second close does not touch who has the number now', () => {
    const first = PosixSocket.tcp()
    const number = first.fd
    first.close()
    const second = kept(PosixSocket.udp())
    expect(second.fd).toBe(number)
    first.close()
    expect(first.fd).toBe(-1)
    expect(codeOf(() => first.state())).toBe('EBADF')
    expect(codeOf(() => first.listen(1))).toBe('EBADF')
    expect(second.localAddress()).toEqual({ address: '0.0.0.0', port: 0 })
  })

  it('UDP: a datagram comes whole, with its sender', async () => {
    const [a, b] = [kept(PosixSocket.udp()), kept(PosixSocket.udp())]
    a.bind(loopback)
    b.bind(loopback)
    expect(a.receiveFrom(9)).toBeUndefined()
    expect(b.sendTo(bytes('datagram'), a.localAddress())).toBe(8)
    await waitReady([a], { readable: true }, 10_000)
    const got = a.receiveFrom(100)
    expect([text(got?.bytes), got?.from]).toEqual(['datagram', b.localAddress()])
    expect(b.connect(a.localAddress())).toBe('connected')
  })
})

describe('options', () => {
  it('what is set is what is read, where the kernel leaves it alone', () => {
    const socket = kept(PosixSocket.tcp({ family: 6 }))
    const keepAlive = { idleSeconds: 11, intervalSeconds: 12, probes: 3 }
    expect(socket.getOption('keepAlive')).toBeUndefined()
    socket.setOption('keepAlive', keepAlive)
    expect(socket.getOption('keepAlive')).toEqual(keepAlive)
    socket.setOption('keepAlive', undefined)
    expect(socket.getOption('keepAlive')).toBeUndefined()
    for (const name of ['reuseAddress', 'reusePort', 'noDelay', 'cork', 'v6Only'] as const) {
      expect(socket.getOption(name), name).toBe(false)
      socket.setOption(name, true)
      expect(socket.getOption(name), name).toBe(true)
    }
    socket.setOption('userTimeoutMs', 1234)
    expect(socket.getOption('userTimeoutMs')).toBe(1234)
    socket.setOption('synRetries', 2)
    expect(socket.getOption('synRetries')).toBe(2)
    socket.setOption('congestion', 'reno')
    expect(socket.getOption('congestion')).toBe('reno')
    expect(codeOf(() => socket.setOption('congestion', 'nosuch'))).toBe('ENOENT')
    expect(socket.getOption('lingerSeconds')).toBeUndefined()
    socket.setOption('lingerSeconds', 5)
    expect(socket.getOption('lingerSeconds')).toBe(5)
    socket.setOption('lingerSeconds', undefined)
    expect(socket.getOption('lingerSeconds')).toBeUndefined()
  })

  it('buffers come back doubled, and the MSS and deferred accept as the kernel keeps them', () => {
    const socket = kept(PosixSocket.tcp())
    socket.setOption('sendBufferBytes', 20_000)
    expect(socket.getOption('sendBufferBytes')).toBe(40_000)
    socket.setOption('receiveBufferBytes', 20_000)
    expect(socket.getOption('receiveBufferBytes')).toBe(40_000)
    socket.setOption('deferAcceptSeconds', 5)
    expect(socket.getOption('deferAcceptSeconds')).toBeGreaterThanOrEqual(5)
    expect(socket.getOption('mssBytes')).toBeGreaterThan(0)
    socket.setOption('quickAck', false)
    expect(socket.getOption('quickAck')).toBe(false)
  })
})

describe('TCP_INFO of a live connection', () => {
  it('counts what was sent and read, and agrees from both ends', async () => {
    const { client, server } = await pair()
    await client.sent(new Uint8Array(3000))
    await server.received(4000)
    await expect.poll(() => client.unsentBytes()).toBe(0)
    const [sender, reader] = [client.tcpInfo(), server.tcpInfo()]
    expect(sender).toMatchObject({ state: 'ESTABLISHED', bytesSent: 3000, notSentBytes: 0 })
    expect(sender.bytesAcked).toBe(3001)
    expect(reader.bytesReceived).toBe(3000)
    expect(sender.sndWscale).toBe(reader.rcvWscale)
    expect(sender.cwndSegments).toBeGreaterThan(0)
    expect(sender.srttMs).toBeGreaterThan(0)
    expect(sender.rtoMs).toBeGreaterThanOrEqual(200)
    expect(sender.sndMssBytes).toBeLessThanOrEqual(sender.pathMtuBytes as number)
  })
})

describe('waiting', () => {
  it('gives those that are ready, in the order asked', async () => {
    const { listener, client, server } = await pair()
    expect(pollNow([listener, client, server], { readable: true })).toEqual([])
    expect(pollNow([client, server], { writable: true })).toEqual([client, server])
    const ready = waitReady([listener, client, server], { readable: true }, 10_000)
    server.send(bytes('x'))
    expect(await ready).toEqual([client])
    expect(await waitReady([listener], { readable: true }, 0)).toEqual([])
  })

  it('two may wait for one socket, to read and to write, and each is told', async () => {
    const { client, server } = await pair()
    const reading = client.received(10)
    const alsoReading = waitReady([client], { readable: true }, 10_000)
    expect(await waitReady([client], { writable: true }, 10_000)).toEqual([client])
    server.send(bytes('x'))
    expect(await alsoReading).toEqual([client])
    expect(text(await reading)).toBe('x')
  })

  it('what does not come is named', async () => {
    const { listener, client } = await pair()
    await expect(listener.accepted(5)).rejects.toThrow(
      'waited 5 ms for a connection to accept, which did not come',
    )
    await expect(client.received(10, 5)).rejects.toBeInstanceOf(WaitTimeoutError)
  })

  it('closing a socket ends every wait for it with EBADF', async () => {
    const { listener, client } = await pair()
    const waits = [listener.accepted(), client.received(1), client.received(1)]
    const settled = Promise.allSettled(waits)
    listener.close()
    client.close()
    for (const result of await settled)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'EBADF' } })
    await expect(waitReady([client], {}, 10)).rejects.toMatchObject({ code: 'EBADF' })
  })

  it('a connect that was never made is ENOTCONN, not a connection', async () => {
    const socket = kept(PosixSocket.tcp())
    await expect(socket.connected()).rejects.toMatchObject({ code: 'ENOTCONN' })
  })

  it('a thread that ends while it waits takes nothing with it', async () => {
    // A thread has to be given tsx by itself: Node 20 does not hand the loader on.
    const tsx = import.meta.resolve('tsx/esm/api')
    const module = new URL('./waiting-thread.ts', import.meta.url).href
    const start = `import('${tsx}').then(({ register }) => (register(), import('${module}')))`
    const worker = new Worker(start, { eval: true })
    const [fd] = (await once(worker, 'message')) as [number]
    await worker.terminate()
    // The descriptor is the process's: the thread could not close it.
    closeSync(fd)
  })
})
