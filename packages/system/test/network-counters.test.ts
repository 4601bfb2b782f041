import { describe, expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { PosixSocket, readNetworkCounters } from '../src/index.ts'
import { parseCounterLines, parseCounterTables } from '../src/network-counters.ts'

const tables = 'Tcp: MaxConn ActiveOpens\nTcp: -1 12\nTcpExt: ListenOverflows\nTcpExt: 3\n'

describe('network counters', () => {
  it('two lines a table: names, then numbers', () => {
    expect(parseCounterTables(tables)).toEqual({
      'Tcp.MaxConn': -1,
      'Tcp.ActiveOpens': 12,
      'TcpExt.ListenOverflows': 3,
    })
  })

  it('cut anywhere, no counter has a name that is not its own', () => {
    const names = Object.keys(parseCounterTables(tables))
    for (let length = 0; length < tables.length; length++)
      for (const name of Object.keys(parseCounterTables(tables.slice(0, length))))
        expect(names).toContain(name)
  })

  it.each(['', 'Tcp: A B\nTcp: 1\n', 'Tcp: A\nUdp: 1\n', 'Tcp: A\nTcp: x\n', 'Tcp\nTcp\n'])(
    'what does not fit is passed over: %j',
    (text) => expect(parseCounterTables(text)).toEqual({}),
  )

  it('snmp6 has a counter a line', () => {
    const text =
      'Ip6InReceives   \t2512\nIcmp6OutMsgs\t8\nUdpLite6InErrors 0\nother 5\nIp6InReceives x\n'
    expect(parseCounterLines(text)).toEqual({
      'Ip6.InReceives': 2512,
      'Icmp6.OutMsgs': 8,
      'UdpLite6.InErrors': 0,
    })
  })

  it('the kernel counts a connection that is opened', async (context) => {
    await needs(context, 'tcp-info')
    const before = readNetworkCounters()
    const socket = PosixSocket.tcp()
    try {
      socket.connect({ address: '127.0.0.1', port: 1 })
      await expect(socket.connected()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    } finally {
      socket.close()
    }
    const opened = (counters: Record<string, number>) => counters['Tcp.ActiveOpens'] as number
    expect(opened(readNetworkCounters())).toBeGreaterThan(opened(before))
    expect(before['TcpExt.ListenOverflows']).toBeGreaterThanOrEqual(0)
  })
})
