import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'
import {
  parseSs,
  readSocketTable,
  readWithNetstat,
  readWithSs,
  type SocketRow,
} from '../src/index.ts'
import { type LoopbackStates, openLoopbackStates, states, unread } from './loopback-states.ts'

const deadlineMs = 10_000

describe.each([
  ['127.0.0.1', 'loopback-ipv4'],
  ['::1', 'loopback-ipv6'],
])('what the instruments say of sockets on %s', (host, loopback) => {
  let opened: LoopbackStates | undefined
  let table: SocketRow[]

  beforeEach(async (context) => {
    await needs(context, loopback)
    await needs(context, 'proc-net-tcp')
    opened = await openLoopbackStates(host)
    table = await untilAllStates(opened.port)
  })
  afterEach(() => opened?.end())

  it('state-3: each state is at the right end, under the address that was listened on', () => {
    const end = (row: SocketRow) => (row.localPort === opened?.port ? 'server' : 'client')
    expect(table.map((row) => `${row.state} ${row.localAddress} ${end(row)}`).sort()).toEqual([
      `CLOSE_WAIT ${host} server`,
      `ESTABLISHED ${host} client`,
      `ESTABLISHED ${host} server`,
      `FIN_WAIT_2 ${host} client`,
      `LISTEN ${host} server`,
      `TIME_WAIT ${host} client`,
    ])
  })

  it('what the program has not read stands in the receive queue of its end, a FIN as one byte', () => {
    const queued = table.filter((row) => row.receiveQueueBytes > 0)
    expect(queued.map((row) => `${row.state} ${row.receiveQueueBytes}`).sort()).toEqual([
      'CLOSE_WAIT 1',
      `ESTABLISHED ${unread.length}`,
    ])
    for (const { localPort } of queued) expect(localPort).toBe(opened?.port)
  })

  it('only a connection that no program holds any more has no inode', () => {
    for (const { state, inode } of table) expect(inode === 0, state).toBe(state === 'TIME_WAIT')
  })

  it('state-3: ss says the same of addresses, states and queues', async (context) => {
    await needs(context, 'ss')
    expect(said(at(opened?.port, await readWithSs()))).toEqual(said(table))
  })

  it('state-3: netstat says the same of addresses, states and queues', async (context) => {
    await needs(context, 'netstat')
    expect(said(at(opened?.port, await readWithNetstat()))).toEqual(said(table))
  })
})

it('ss puts the interface of an address behind its bracket, and the row is not lost', () => {
  const text = 'LISTEN 0 511 [fe80::fc:1]%br-0a1b.7:37481 [::]:*\n'
  expect(parseSs(text)).toMatchObject([{ localAddress: 'fe80::fc:1', localPort: 37481 }])
})

function at(port: number | undefined, rows: readonly SocketRow[]): SocketRow[] {
  return rows.filter((row) => row.localPort === port || row.remotePort === port)
}

/** What all instruments must say alike: not the word for a state, nor the name of "any peer". */
function said(rows: readonly SocketRow[]): string[] {
  const sentence = (row: SocketRow) =>
    `${row.state} ${row.localAddress} ${row.localPort} ${row.remotePort} ` +
    `send ${row.sendQueueBytes} receive ${row.receiveQueueBytes}`
  return rows.map(sentence).sort()
}

/** The table, once it shows all states and the unread bytes have arrived: an ACK may be 40 ms late. */
async function untilAllStates(port: number): Promise<SocketRow[]> {
  const endMs = performance.now() + deadlineMs
  for (;;) {
    const rows = at(port, readSocketTable())
    const isUnread = rows.some((row) => row.receiveQueueBytes === unread.length)
    const isAcknowledged = rows.every((row) => row.sendQueueBytes === 0)
    const hasAll = states.every((state) => rows.some((row) => row.state === state))
    if (hasAll && isUnread && isAcknowledged) return rows
    if (performance.now() > endMs) {
      const seen = said(rows).join('\n')
      throw new Error(
        `not all of ${states.join(', ')} within ${deadlineMs} ms; last seen:\n${seen}`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
