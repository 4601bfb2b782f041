import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { type DiagSocket, PosixSocket, readSocketTable, SockDiag } from '../src/index.ts'
import { type LoopbackStates, openLoopbackStates, states, unread } from './loopback-states.ts'
import { openPair, ownSockets } from './open-sockets.ts'

let diag: SockDiag
let before: string[]

beforeEach(async (context) => {
  await needs(context, 'sock-diag')
  before = ownSockets()
  diag = new SockDiag()
})

afterEach(() => {
  diag?.close()
  diag?.close()
  expect(ownSockets(), 'nothing leaks').toEqual(before)
})

const sentence = (row: {
  state: string
  receiveQueueBytes: number
  sendQueueBytes: number
  inode?: number | undefined
}) => `${row.state} receive ${row.receiveQueueBytes} send ${row.sendQueueBytes} inode ${row.inode}`

describe.each(['127.0.0.1', '::1'])('sock_diag on %s', (host) => {
  let opened: LoopbackStates | undefined
  beforeEach(async (context) => {
    await needs(context, host === '::1' ? 'loopback-ipv6' : 'loopback-ipv4')
    opened = await openLoopbackStates(host)
  })
  afterEach(() => opened?.end())

  const dumped = (port: number) =>
    diag
      .dump()
      .filter((socket) => socket.local.port === port || socket.remote.port === port)
      .map(
        (socket) =>
          `${socket.local.address} ${socket.local.port} ${socket.remote.port} ${sentence(socket)}`,
      )
      .sort()

  const tabled = (port: number) =>
    readSocketTable()
      .filter((row) => row.localPort === port || row.remotePort === port)
      .map((row) => `${row.localAddress} ${row.localPort} ${row.remotePort} ${sentence(row)}`)
      .sort()

  it('state-3: says the same as /proc/net/tcp of addresses, states, queues and inodes', async () => {
    const port = opened?.port as number
    await expect
      .poll(() => {
        const rows = dumped(port)
        const isQuiet = rows.every((row) => row.includes('send 0'))
        const hasUnread = rows.some((row) => row.includes(`receive ${unread.length}`))
        const hasAll = states.every((state) => rows.some((row) => row.includes(state)))
        return isQuiet && hasUnread && hasAll
      })
      .toBe(true)
    expect(dumped(port)).toEqual(tabled(port))
  })

  it('asked for some states, it gives those of one family only', () => {
    const family = host === '::1' ? 6 : 4
    const found = diag.dump({ family, states: ['LISTEN', 'CLOSE_WAIT'] })
    expect(found.filter(({ local }) => local.port === opened?.port).length).toBeGreaterThan(0)
    for (const socket of found) {
      expect(['LISTEN', 'CLOSE_WAIT']).toContain(socket.state)
      expect(socket.family).toBe(family)
    }
  })
})

describe('sock_diag of one socket', () => {
  const sockets: PosixSocket[] = []
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close()
  })

  it('finds a connection from either end, with what TCP_INFO of the descriptor says', async () => {
    const { listener, client, server } = await openPair()
    sockets.push(listener, client, server)
    client.send(new Uint8Array(700))
    await server.received(1000)
    await expect.poll(() => client.unsentBytes()).toBe(0)
    const found = diag.exact({ local: client.localAddress(), remote: client.remoteAddress() })
    const info = client.tcpInfo()
    expect(found).toMatchObject({
      state: 'ESTABLISHED',
      local: client.localAddress(),
      remote: client.remoteAddress(),
      congestion: client.getOption('congestion'),
      info: { bytesSent: info.bytesSent, bytesAcked: info.bytesAcked, srttMs: info.srttMs },
    })
    const other = diag.exact({ local: server.localAddress(), remote: server.remoteAddress() })
    expect(other?.info?.bytesReceived).toBe(700)
  })

  it('of a listener: how many wait, of how many that may', async () => {
    const { listener, client, server } = await openPair()
    sockets.push(listener, client, server)
    const next = PosixSocket.tcp()
    sockets.push(next)
    next.connect(listener.localAddress())
    await next.connected()
    expect(diag.exact({ local: listener.localAddress() })).toMatchObject({
      state: 'LISTEN',
      receiveQueueBytes: 1,
      listen: { queued: 1, backlog: 5 },
    })
  })

  it('an answer that does not fit is asked for again with more room', async () => {
    const { listener, client, server } = await openPair()
    sockets.push(listener, client, server)
    const small = new SockDiag({ bufferBytes: 100 })
    try {
      const local = client.localAddress()
      expect(small.exact({ local, remote: client.remoteAddress() })?.info?.state).toBe(
        'ESTABLISHED',
      )
    } finally {
      small.close()
    }
    const growing = new SockDiag({ bufferBytes: 300 })
    try {
      const found = growing.dump({ family: 4, states: ['ESTABLISHED'], withInfo: true })
      expect(found.filter(({ local }) => local.port === client.localAddress().port)).toHaveLength(1)
    } finally {
      growing.close()
    }
  })

  it('one that is not there is undefined, though a listener would take it', async () => {
    const { listener, client, server } = await openPair()
    sockets.push(listener, client, server)
    const local = listener.localAddress()
    expect(diag.exact({ local, remote: { address: '127.0.0.1', port: 9 } })).toBeUndefined()
    listener.close()
    expect(diag.exact({ local })).toBeUndefined()
  })

  it('a connection in SYN_RCVD is there, which no descriptor can tell of', async () => {
    const listener = PosixSocket.tcp()
    sockets.push(listener)
    listener.bind({ address: '127.0.0.1', port: 0 })
    listener.setOption('deferAcceptSeconds', 5)
    listener.listen(5)
    const client = PosixSocket.tcp()
    sockets.push(client)
    client.connect(listener.localAddress())
    await client.connected()
    const at = { local: listener.localAddress(), remote: client.localAddress() }
    expect(diag.exact(at)).toMatchObject({ state: 'SYN_RCVD', inode: 0 })
  })

  it('more sockets than one read holds come whole, each once', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    for (let count = 0; count < 300; count++) {
      const client = PosixSocket.tcp()
      sockets.push(client)
      client.connect({ address: '127.0.0.1', port })
    }
    await Promise.all(sockets.map((socket) => socket.connected()))
    const ports = (found: DiagSocket[]) =>
      found.filter(({ remote }) => remote.port === port).map(({ local }) => local.port)
    const found = ports(diag.dump({ family: 4, withInfo: true }))
    expect(found.sort()).toEqual(sockets.map((socket) => socket.localAddress().port).sort())
    server.on('connection', (socket) => socket.destroy())
    for (const socket of sockets.splice(0)) socket.close()
    server.close()
    await once(server, 'close')
  })
})

it('closed, it is EBADF', async (context) => {
  await needs(context, 'sock-diag')
  diag.close()
  expect(() => diag.dump()).toThrow('EBADF')
})
