import { checked } from '../libc.ts'
import * as calls from './calls.ts'
import * as c from './constants.ts'

/** An option's bytes, at most `maxBytes` of them, as getsockopt gives them. */
export function readOption(fd: number, [level, option]: OptionId, maxBytes: number): Uint8Array {
  const value = new Uint8Array(maxBytes)
  const length = Uint32Array.of(maxBytes)
  checked('getsockopt', calls.getsockopt(fd, level, option, value, length))
  return value.subarray(0, length[0])
}

export function writeOption(fd: number, [level, option]: OptionId, value: Uint8Array): void {
  checked('setsockopt', calls.setsockopt(fd, level, option, value, value.length))
}

/** Level and number, `[IPPROTO_TCP, TCP_NODELAY]`. */
export type OptionId = readonly [level: number, option: number]

/** Probes while nothing is sent (RFC 9293 §3.8.4), in seconds. */
export interface KeepAlive {
  idleSeconds: number
  intervalSeconds: number
  /** Unanswered ones before the connection is given up. */
  probes: number
}

interface Option<T> {
  read(fd: number): T
  write(fd: number, value: T): void
}

/**
 * The options by name. What is read may differ from what was written: the kernel doubles the two buffers,
 * lowers an MSS to the path's, and rounds TCP_DEFER_ACCEPT up to a SYN+ACK's timeouts.
 */
export const socketOptions = {
  reuseAddress: flag(c.SOL_SOCKET, c.SO_REUSEADDR),
  reusePort: flag(c.SOL_SOCKET, c.SO_REUSEPORT),
  /** Linux gives back twice what was asked for: half is for its own bookkeeping (socket(7)). */
  sendBufferBytes: integer(c.SOL_SOCKET, c.SO_SNDBUF),
  receiveBufferBytes: integer(c.SOL_SOCKET, c.SO_RCVBUF),
  /** How long close waits for what is unsent; 0 makes it send a RST; undefined is the usual close. */
  lingerSeconds: linger(),
  /** Undefined is off. */
  keepAlive: keepAlive(),
  noDelay: flag(c.IPPROTO_TCP, c.TCP_NODELAY),
  /** Full segments only, for 200 ms at most (tcp(7)). */
  cork: flag(c.IPPROTO_TCP, c.TCP_CORK),
  /** Off again by itself: it says what happens next, not for ever (tcp(7)). */
  quickAck: flag(c.IPPROTO_TCP, c.TCP_QUICKACK),
  mssBytes: integer(c.IPPROTO_TCP, c.TCP_MAXSEG),
  /** How long sent data may stay unacknowledged; 0 leaves it to the kernel (RFC 5482). */
  userTimeoutMs: integer(c.IPPROTO_TCP, c.TCP_USER_TIMEOUT),
  /** A listener that passes a connection on only when data came; 0 is off. */
  deferAcceptSeconds: integer(c.IPPROTO_TCP, c.TCP_DEFER_ACCEPT),
  /** SYNs sent again before connect gives up. */
  synRetries: integer(c.IPPROTO_TCP, c.TCP_SYNCNT),
  /** `reno`, `cubic`, `bbr`. */
  congestion: name(c.IPPROTO_TCP, c.TCP_CONGESTION),
  v6Only: flag(c.IPPROTO_IPV6, c.IPV6_V6ONLY),
  /** A raw socket whose program writes the IP header itself. */
  headerIncluded: flag(c.IPPROTO_IP, c.IP_HDRINCL),
}

export type SocketOptions = {
  [Name in keyof typeof socketOptions]: (typeof socketOptions)[Name] extends Option<infer T>
    ? T
    : never
}

function readInteger(fd: number, id: OptionId): number {
  const value = readOption(fd, id, 4)
  return new DataView(value.buffer).getInt32(0, true)
}

function writeIntegers(fd: number, id: OptionId, ...values: number[]): void {
  writeOption(fd, id, new Uint8Array(Int32Array.from(values).buffer))
}

function integer(...id: OptionId): Option<number> {
  return {
    read: (fd) => readInteger(fd, id),
    write: (fd, value) => writeIntegers(fd, id, value),
  }
}

function flag(...id: OptionId): Option<boolean> {
  return {
    read: (fd) => readInteger(fd, id) !== 0,
    write: (fd, value) => writeIntegers(fd, id, value ? 1 : 0),
  }
}

function name(...id: OptionId): Option<string> {
  return {
    read: (fd) => new TextDecoder().decode(readOption(fd, id, 16)).replace(/\0.*$/s, ''),
    write: (fd, value) => writeOption(fd, id, new TextEncoder().encode(value)),
  }
}

/** `struct linger { int l_onoff; int l_linger; }` */
function linger(): Option<number | undefined> {
  const id: OptionId = [c.SOL_SOCKET, c.SO_LINGER]
  return {
    read: (fd) => {
      const view = new DataView(readOption(fd, id, 8).buffer)
      return view.getInt32(0, true) === 0 ? undefined : view.getInt32(4, true)
    },
    write: (fd, seconds) => writeIntegers(fd, id, seconds === undefined ? 0 : 1, seconds ?? 0),
  }
}

function keepAlive(): Option<KeepAlive | undefined> {
  const isOn = flag(c.SOL_SOCKET, c.SO_KEEPALIVE)
  const idle = integer(c.IPPROTO_TCP, c.TCP_KEEPIDLE)
  const interval = integer(c.IPPROTO_TCP, c.TCP_KEEPINTVL)
  const count = integer(c.IPPROTO_TCP, c.TCP_KEEPCNT)
  return {
    read: (fd) =>
      isOn.read(fd)
        ? { idleSeconds: idle.read(fd), intervalSeconds: interval.read(fd), probes: count.read(fd) }
        : undefined,
    write: (fd, value) => {
      if (value) {
        idle.write(fd, value.idleSeconds)
        interval.write(fd, value.intervalSeconds)
        count.write(fd, value.probes)
      }
      isOn.write(fd, value !== undefined)
    },
  }
}
