import { existsSync, readFileSync } from 'node:fs'

/** `TcpExt.ListenOverflows`, `Tcp.RetransSegs`, `Ip6.InReceives`: table and counter as the kernel names them. */
export type NetworkCounters = Record<string, number>

/**
 * Decodes `/proc/net/netstat` and `/proc/net/snmp` (proc(5)), two lines a table:
 *
 *     TcpExt: SyncookiesSent SyncookiesRecv …
 *     TcpExt: 0 0 …
 *
 * Pairs that do not fit each other are passed over.
 */
export function parseCounterTables(text: string): NetworkCounters {
  const counters: NetworkCounters = {}
  const lines = text.split('\n')
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const [table, ...names] = words(lines[index])
    const [again, ...values] = words(lines[index + 1])
    if (!table?.endsWith(':') || table !== again || names.length !== values.length) continue
    for (const [column, name] of names.entries())
      put(counters, `${table.slice(0, -1)}.${name}`, values[column])
  }
  return counters
}

const snmp6 = /^(Ip6|Icmp6|Udp6|UdpLite6)(\w+)\s+(\d+)$/

/** Decodes `/proc/net/snmp6`, `Ip6InReceives   12` a line, into the same names. Other lines are passed over. */
export function parseCounterLines(text: string): NetworkCounters {
  const counters: NetworkCounters = {}
  for (const line of text.split('\n')) {
    const [, table, name, value] = snmp6.exec(line) ?? []
    if (table) put(counters, `${table}.${name}`, value)
  }
  return counters
}

function put(counters: NetworkCounters, name: string, value: string | undefined): void {
  if (/^-?\d+$/.test(value ?? '')) counters[name] = Number(value)
}

function words(line: string | undefined): string[] {
  return (line ?? '').split(/\s+/).filter((word) => word !== '')
}

/**
 * What the kernel has counted in the network that the calling thread is in, since that network was made.
 * Linux only.
 */
export function readNetworkCounters(): NetworkCounters {
  return {
    ...parseCounterTables(readFileSync(threadNetFile('netstat'), 'utf8')),
    ...parseCounterTables(readFileSync(threadNetFile('snmp'), 'utf8')),
    ...(existsSync(threadNetFile('snmp6'))
      ? parseCounterLines(readFileSync(threadNetFile('snmp6'), 'utf8'))
      : {}),
  }
}

/**
 * The path of a file of `/proc/net` that tells of the calling thread's network: `/proc/net` itself tells of
 * the network of the process's first thread. A kernel before 3.17 has no `/proc/thread-self`.
 */
export function threadNetFile(name: string): string {
  const ofThread = '/proc/thread-self/net'
  return existsSync(ofThread) ? `${ofThread}/${name}` : `/proc/net/${name}`
}
