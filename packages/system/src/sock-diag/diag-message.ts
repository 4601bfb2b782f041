import { formatIpAddress, parseIpAddress } from '../ip-address.ts'
import { AF_INET, AF_INET6, IPPROTO_TCP } from '../posix/constants.ts'
import { type SocketAddress, SocketAddressError } from '../posix/socket-address.ts'
import { spellings, type TcpState, tcpStateOfNumber } from '../socket-row.ts'
import { decodeTcpInfo, type TcpInfo } from '../tcp-info.ts'
import { readAttributes } from './netlink.ts'

/** The timer that runs: which one, when it fires, how often it has already. */
export interface DiagTimer {
  /** The retransmission timer also stands for the tail loss probe, keep-alive for an orphan's FIN_WAIT_2. */
  kind: 'none' | 'retransmit' | 'keepalive' | 'time-wait' | 'zero-window-probe'
  expiresMs: number
  retries: number
}

/** A TCP socket as NETLINK_SOCK_DIAG tells it (sock_diag(7)). */
export interface DiagSocket {
  state: TcpState
  /** 6 for a socket of that family, though its addresses may be IPv4-mapped, `::ffff:127.0.0.1`. */
  family: 4 | 6
  local: SocketAddress
  remote: SocketAddress
  /** Not read by the program; of a listener: connections not accepted. */
  receiveQueueBytes: number
  /** Not acknowledged; of a listener: 0. */
  sendQueueBytes: number
  /** 0 for a connection that no program holds. */
  inode: number
  uid: number
  timer: DiagTimer
  /** Where it was asked for; TIME_WAIT and half-open connections have none. */
  info?: TcpInfo
  congestion?: string
  /** Of a listener: connections that wait, and how many may. */
  listen?: { queued: number; backlog: number }
}

/** What is asked: all of a family in these states, or the one between two addresses. */
export interface DiagQuestion {
  family: 4 | 6
  states?: readonly TcpState[]
  withInfo?: boolean
  local?: SocketAddress
  remote?: SocketAddress
}

/** linux/inet_diag.h: the attributes, asked for by bit number − 1. */
const INET_DIAG_INFO = 2
const INET_DIAG_CONG = 4
/** A bound socket that does nothing (Linux 6.8), which is asked for apart from the states that do something. */
const boundInactive = 13

const requestBytes = 56
const answerBytes = 72
const timerKinds = ['none', 'retransmit', 'keepalive', 'time-wait', 'zero-window-probe'] as const

/**
 * `struct inet_diag_req_v2`, with `struct inet_diag_sockid` in it; ports and addresses in network order:
 *
 *     0      1        2    3   4      8          10         12     28      44        48     56
 *     │family│protocol│want│pad│states│local port│peer port │local │peer   │interface│cookie│
 *
 * All ones are no cookie. Throws {@link SocketAddressError} for a text that is no address.
 */
export function encodeDiagRequest(question: DiagQuestion): Uint8Array {
  const bytes = new Uint8Array(requestBytes)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, question.family === 6 ? AF_INET6 : AF_INET)
  view.setUint8(1, IPPROTO_TCP)
  const wanted = (1 << (INET_DIAG_INFO - 1)) | (1 << (INET_DIAG_CONG - 1))
  view.setUint8(2, question.withInfo ? wanted : 0)
  view.setUint32(4, statesMask(question.states), true)
  view.setUint16(8, question.local?.port ?? 0)
  view.setUint16(10, question.remote?.port ?? 0)
  bytes.set(addressBytes(question.local), 12)
  bytes.set(addressBytes(question.remote), 28)
  bytes.fill(0xff, 48, requestBytes)
  return bytes
}

function statesMask(states: readonly TcpState[] | undefined): number {
  if (!states) return 0xffffffff
  let mask = 0
  for (const { state, number } of spellings) if (states.includes(state)) mask |= 1 << number
  if (states.includes('CLOSED')) mask |= 1 << boundInactive
  return mask
}

function addressBytes(end: SocketAddress | undefined): Uint8Array {
  if (!end) return new Uint8Array(16)
  const bytes = parseIpAddress(end.address)
  if (!bytes) throw new SocketAddressError(`expected an IPv4 or IPv6 address, got "${end.address}"`)
  return bytes
}

/**
 * `struct inet_diag_msg` and its attributes:
 *
 *     0      1     2     3       4                     52      56      60     64  68     72
 *     │family│state│timer│retries│ as in a request, 48 │expires│receive│send  │uid│inode │ attributes
 *
 * Undefined for bytes that end too early, another family and an unknown state.
 */
export function decodeDiagSocket(bytes: Uint8Array): DiagSocket | undefined {
  if (bytes.length < answerBytes) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const family = familyOf(view.getUint8(0))
  const state = stateOf(view.getUint8(1))
  if (!family || !state) return undefined
  const queued = view.getUint32(56, true)
  const sent = view.getUint32(60, true)
  const isListener = state === 'LISTEN'
  return {
    state,
    family,
    local: { address: addressAt(bytes, 8, family), port: view.getUint16(4) },
    remote: { address: addressAt(bytes, 24, family), port: view.getUint16(6) },
    receiveQueueBytes: queued,
    sendQueueBytes: isListener ? 0 : sent,
    inode: view.getUint32(68, true),
    uid: view.getUint32(64, true),
    timer: {
      kind: timerKinds[view.getUint8(2)] ?? 'none',
      expiresMs: view.getUint32(52, true),
      retries: view.getUint8(3),
    },
    ...(isListener ? { listen: { queued, backlog: sent } } : {}),
    ...decodeAttributes(bytes.subarray(answerBytes)),
  }
}

function familyOf(number: number): 4 | 6 | undefined {
  if (number === AF_INET) return 4
  return number === AF_INET6 ? 6 : undefined
}

function stateOf(number: number): TcpState | undefined {
  return number === boundInactive ? 'CLOSED' : tcpStateOfNumber(number)
}

function addressAt(bytes: Uint8Array, offset: number, family: 4 | 6): string {
  return formatIpAddress(bytes.subarray(offset, offset + (family === 4 ? 4 : 16)))
}

function decodeAttributes(bytes: Uint8Array): Pick<DiagSocket, 'info' | 'congestion'> {
  const attributes = readAttributes(bytes)
  const info = attributes.get(INET_DIAG_INFO)
  const congestion = attributes.get(INET_DIAG_CONG)
  return {
    ...(info ? { info: decodeTcpInfo(info) } : {}),
    ...(congestion
      ? { congestion: new TextDecoder().decode(congestion).replace(/\0.*$/s, '') }
      : {}),
  }
}
