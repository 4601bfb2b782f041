import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import os from 'node:os'
import { promisify } from 'node:util'
import { threadNetFile } from './network-counters.ts'
import { parseProcNetTcp } from './proc-net-tcp.ts'
import type { SocketRow } from './socket-row.ts'
import { parseNetstat, parseSs } from './tool-tables.ts'

/**
 * All TCP sockets of the network that the calling thread is in, from `/proc/net/tcp` and `tcp6`. Linux only;
 * takes 1–3 ms.
 */
export function readSocketTable(): SocketRow[] {
  const endian = os.endianness() === 'LE' ? 'little' : 'big'
  // A kernel without IPv6 has no tcp6.
  const files = [
    threadNetFile('tcp'),
    ...[threadNetFile('tcp6')].filter((file) => existsSync(file)),
  ]
  return files.flatMap((file) => parseProcNetTcp(readFileSync(file, 'utf8'), endian))
}

/** The same from `ss -Htan` (iproute2). */
export async function readWithSs(): Promise<SocketRow[]> {
  return parseSs(await output('ss', ['-Htan']))
}

/** The same from `netstat -an` (net-tools, macOS, Windows). */
export async function readWithNetstat(): Promise<SocketRow[]> {
  // Without W an IPv6 address loses its last digits where it is wider than the column. Windows has no W.
  const words = os.platform() === 'win32' ? '-an' : '-anW'
  return parseNetstat(await output('netstat', [words]))
}

async function output(command: string, args: string[]): Promise<string> {
  const options = { timeout: 5000, maxBuffer: 64 * 2 ** 20 }
  const { stdout } = await promisify(execFile)(command, args, options)
  return stdout
}
