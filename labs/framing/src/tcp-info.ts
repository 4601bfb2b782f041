import { execFile } from 'node:child_process'
import type { Socket } from 'node:net'
import { promisify } from 'node:util'
import type { ScenarioContext } from '@socket-labs/lab'
import type { TraceRecord } from '@socket-labs/trace'
import { endsOf } from './loopback.ts'

/** What the kernel tells of one end of a connection (tcp(7), TCP_INFO), as far as `ss -i` shows it. */
export interface TcpInfo {
  /** Most data that this end puts into one segment now. */
  mssBytes: number
  /** The MSS that this end announced, less the room that options take in each segment. */
  advertisedMssBytes: number
  /** Largest packet that the way is known to carry. */
  pathMtuBytes: number
  /** Segments with data that left so far, those that were sent again counted once more. */
  dataSegmentsOut: number
  /** How many were sent again: on loopback because the ACK was late, not because one was lost. */
  retransmits: number
  /** RFC 7323 timestamps were agreed on: they take 12 bytes of each segment. */
  hasTimestamps: boolean
}

export interface Ports {
  localPort: number
  remotePort: number
}

/** Asks `ss` (iproute2, Linux only) about one end. Undefined where there is no ss, or no such connection. */
export async function readTcpInfo({ localPort, remotePort }: Ports): Promise<TcpInfo | undefined> {
  const filter = ['sport', '=', `:${localPort}`, 'and', 'dport', '=', `:${remotePort}`]
  try {
    const { stdout } = await promisify(execFile)('ss', ['-HtinoO', ...filter], { timeout: 5000 })
    return parseTcpInfo(stdout)
  } catch {
    return undefined
  }
}

/** Reads a line of `ss -HtinoO`. Undefined for one that tells no MSS. */
export function parseTcpInfo(line: string): TcpInfo | undefined {
  const number = (name: string): number | undefined => {
    const digits = new RegExp(`(?:^|\\s)${name}:(\\d+)`).exec(line)?.[1]
    return digits === undefined ? undefined : Number(digits)
  }
  const mssBytes = number('mss')
  const advertisedMssBytes = number('advmss')
  if (mssBytes === undefined || advertisedMssBytes === undefined) return undefined
  return {
    mssBytes,
    advertisedMssBytes,
    pathMtuBytes: number('pmtu') ?? 0,
    dataSegmentsOut: number('data_segs_out') ?? 0,
    retransmits: Number(/\sretrans:\d+\/(\d+)/.exec(line)?.[1] ?? 0),
    hasTimestamps: /\sts\s/.test(line),
  }
}

/** Writes down what the kernel tells of a client's end. Undefined, and a note, where nothing can tell. */
export async function recordTcpInfo(
  ctx: Pick<ScenarioContext, 'record' | 'note'>,
  client: Socket,
  fields: Record<string, unknown> = {},
): Promise<TcpInfo | undefined> {
  const { localPort = 0, remotePort = 0 } = client
  const info = await readTcpInfo({ localPort, remotePort })
  const seen = { at: 'client', origin: 'polled', ...endsOf(client), instrument: 'ss' } as const
  if (info) ctx.record({ kind: 'tcp.info', ...seen, ...fields, ...info })
  else ctx.note('the segments are not counted: this machine has no ss (install iproute2)')
  return info
}

/** Segments with new data that left between the first and the last of these records; undefined with less than two. */
export function segmentsBetween(infos: readonly TraceRecord[]): number | undefined {
  const [first, last] = [infos[0], infos.at(-1)]
  if (!first || !last || first === last) return undefined
  return newSegments(last) - newSegments(first)
}

function newSegments({ dataSegmentsOut, retransmits }: TraceRecord): number {
  return Number(dataSegmentsOut) - Number(retransmits)
}
