import { endianness } from 'node:os'
import type { CaseRun } from '@socket-labs/grade'
import { parseNetstat, parseProcNetTcp, type SocketRow } from '@socket-labs/system'

/**
 * The sockets of the network in which the learner's program lives, in whatever state: from the kernel's own
 * list, else from netstat. Undefined where neither can be had.
 */
export async function socketsOf(run: CaseRun): Promise<SocketRow[] | undefined> {
  const lists = await run.runProgram(['cat', '/proc/net/tcp', '/proc/net/tcp6'], nothing)
  const text = lists?.stdout.toString() ?? ''
  if (text !== '') return parseProcNetTcp(withoutHeaders(text), endian)
  const netstat = await run.runProgram(['netstat', '-an'], nothing)
  return netstat?.status === 0 ? parseNetstat(netstat.stdout.toString()) : undefined
}

const nothing = new Uint8Array()
const endian = endianness() === 'LE' ? 'little' : 'big'

/** One header is left for both lists. */
function withoutHeaders(text: string): string {
  const [header, ...lines] = text.split('\n')
  return [header, ...lines.filter((line) => !line.includes('local_address'))].join('\n')
}
