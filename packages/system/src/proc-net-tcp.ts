import { formatIpAddress } from './ip-address.ts'
import { type SocketRow, type TcpState, tcpStateOfNumber } from './socket-row.ts'

/** A line of `/proc/net/tcp` that is not what proc(5) describes. `line` counts from 1. */
export class SocketTableError extends Error {
  readonly code = 'ERR_SOCKET_TABLE'
  readonly line: number
  constructor(line: number, why: string) {
    super(`line ${line} of the socket table: ${why}`)
    this.name = 'SocketTableError'
    this.line = line
  }
}

export type Endian = 'little' | 'big'

/**
 * Decodes the text of `/proc/net/tcp` or `/proc/net/tcp6` (proc(5)), a line a socket:
 *
 *     sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *      0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345
 *         └──────┘ └──┘
 *         address  port, most significant digit first
 *         one hex word for each 4 bytes, as this machine keeps them in memory: on a little-endian
 *         machine 0100007F is 127.0.0.1
 *
 * The header and a last line without its newline are passed over. Any other line that does not fit is a
 * {@link SocketTableError}.
 */
export function parseProcNetTcp(text: string, endian: Endian = 'little'): SocketRow[] {
  const lines = text.split('\n')
  lines.pop()
  const rows: SocketRow[] = []
  for (const [index, line] of lines.entries()) {
    if (index > 0) rows.push(parseLine(line, index + 1, endian))
  }
  return rows
}

const shape =
  /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{2}) ([0-9A-F]{8}):([0-9A-F]{8}) \S+ [0-9A-F]{8} +(\d+) +\d+ (\d+)/

function parseLine(line: string, lineNumber: number, endian: Endian): SocketRow {
  const match = shape.exec(line)
  if (!match) {
    const got = line.length > 80 ? `${line.slice(0, 80)}…` : line
    throw new SocketTableError(lineNumber, `expected addresses, state and queues, got "${got}"`)
  }
  const [, local, localPort, remote, remotePort, state, send, receive, uid, inode] =
    match as string[]
  return {
    localAddress: parseAddress(local as string, endian),
    localPort: Number.parseInt(localPort as string, 16),
    remoteAddress: parseAddress(remote as string, endian),
    remotePort: Number.parseInt(remotePort as string, 16),
    state: parseState(state as string, lineNumber),
    word: state as string,
    sendQueueBytes: Number.parseInt(send as string, 16),
    receiveQueueBytes: Number.parseInt(receive as string, 16),
    uid: Number(uid),
    inode: Number(inode),
  }
}

function parseState(hex: string, lineNumber: number): TcpState {
  const state = tcpStateOfNumber(Number.parseInt(hex, 16))
  if (!state) throw new SocketTableError(lineNumber, `the state ${hex} is none of the twelve`)
  return state
}

/** Each hex word of 8 digits is one 32-bit number as the machine keeps it in memory. */
function parseAddress(hex: string, endian: Endian): string {
  const bytes: number[] = []
  for (let word = 0; word < hex.length; word += 8) {
    const digits = hex.slice(word, word + 8)
    const four = [0, 2, 4, 6].map((at) => Number.parseInt(digits.slice(at, at + 2), 16))
    bytes.push(...(endian === 'little' ? four.reverse() : four))
  }
  return formatIpAddress(bytes)
}
