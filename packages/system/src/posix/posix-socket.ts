import { constants } from 'node:os'
import { checked, lastErrno, SystemCallError } from '../libc.ts'
import * as calls from './calls.ts'
import * as c from './constants.ts'
import {
  decodeSocketAddress,
  encodeSocketAddress,
  type SocketAddress,
  socketAddressBytes,
} from './socket-address.ts'
import { SocketDescriptor } from './socket-descriptor.ts'
import { until } from './wait-ready.ts'

/** How a socket is made. */
export interface SocketMaking {
  /** 4 unless told. */
  family?: 4 | 6
  /** False unless told. A blocking call stops this thread, its event loop too. */
  isBlocking?: boolean
}

export interface ReceiveOptions {
  /** Leaves what is read in the queue (MSG_PEEK). */
  peek?: boolean
  /** Reads the urgent byte (MSG_OOB). */
  outOfBand?: boolean
}

const { EAGAIN, EINPROGRESS } = constants.errno
const usualWaitMs = 10_000

/**
 * One descriptor of a socket, and the calls of POSIX.1-2024 on it, as thin as they are. What the kernel
 * refuses is a SystemCallError whose `code` is the errno's name. Every call on a closed one is EBADF.
 * Linux on x64 and arm64.
 */
export class PosixSocket extends SocketDescriptor {
  readonly #isBlocking: boolean

  private constructor(fd: number, isBlocking: boolean) {
    super(fd)
    this.#isBlocking = isBlocking
  }

  static tcp(making: SocketMaking = {}): PosixSocket {
    return PosixSocket.#open(c.SOCK_STREAM, c.IPPROTO_TCP, making)
  }

  static udp(making: SocketMaking = {}): PosixSocket {
    return PosixSocket.#open(c.SOCK_DGRAM, c.IPPROTO_UDP, making)
  }

  /** Packets of one IP protocol (raw(7)); needs CAP_NET_RAW. With IPPROTO_RAW the program writes the IP header. */
  static raw(protocol: number, making: SocketMaking = {}): PosixSocket {
    return PosixSocket.#open(c.SOCK_RAW, protocol, making)
  }

  static #open(type: number, protocol: number, { family, isBlocking }: SocketMaking): PosixSocket {
    const domain = family === 6 ? c.AF_INET6 : c.AF_INET
    const flags = c.SOCK_CLOEXEC | (isBlocking ? 0 : c.SOCK_NONBLOCK)
    const fd = checked('socket', calls.socket(domain, type | flags, protocol))
    return new PosixSocket(fd, isBlocking ?? false)
  }

  bind(address: SocketAddress): void {
    const bytes = encodeSocketAddress(address)
    checked('bind', calls.bind(this.fd, bytes, bytes.length))
  }

  /** `backlog` is one less than the connections that may wait to be accepted; 0 stays 0. */
  listen(backlog: number): void {
    checked('listen', calls.listen(this.fd, backlog))
  }

  connect(address: SocketAddress): 'connected' | 'in-progress' {
    const bytes = encodeSocketAddress(address)
    if (calls.connect(this.fd, bytes, bytes.length) === 0) return 'connected'
    const errno = lastErrno()
    if (errno === EINPROGRESS) return 'in-progress'
    throw new SystemCallError('connect', errno)
  }

  /** Undefined: nobody waits. The new socket blocks or not as this one does. */
  accept(): PosixSocket | undefined {
    const flags = c.SOCK_CLOEXEC | (this.#isBlocking ? 0 : c.SOCK_NONBLOCK)
    const fd = unlessAgain('accept', calls.accept4(this.fd, null, null, flags))
    return fd === undefined ? undefined : new PosixSocket(fd, this.#isBlocking)
  }

  /** How many bytes the kernel took, perhaps not all; undefined: none now (EAGAIN). Never raises SIGPIPE. */
  send(bytes: Uint8Array, flags = 0): number | undefined {
    const all = flags | c.MSG_NOSIGNAL
    return unlessAgain('send', calls.send(this.fd, bytes, bytes.length, all))
  }

  /** At most `maxBytes`. Empty: end of stream; undefined: nothing there now (EAGAIN). */
  receive(maxBytes: number, options: ReceiveOptions = {}): Uint8Array | undefined {
    const bytes = new Uint8Array(maxBytes)
    const count = unlessAgain('recv', calls.recv(this.fd, bytes, maxBytes, flagsOf(options)))
    return count === undefined ? undefined : bytes.subarray(0, count)
  }

  sendTo(bytes: Uint8Array, to: SocketAddress, flags = 0): number | undefined {
    const address = encodeSocketAddress(to)
    const all = flags | c.MSG_NOSIGNAL
    return unlessAgain(
      'sendto',
      calls.sendto(this.fd, bytes, bytes.length, all, address, address.length),
    )
  }

  /** One datagram or packet, cut at `maxBytes`, and whose it is; undefined: none there now. */
  receiveFrom(
    maxBytes: number,
    options: ReceiveOptions = {},
  ): { bytes: Uint8Array; from: SocketAddress | undefined } | undefined {
    const bytes = new Uint8Array(maxBytes)
    const address = new Uint8Array(socketAddressBytes)
    const length = Uint32Array.of(address.length)
    const flags = flagsOf(options)
    const count = unlessAgain(
      'recvfrom',
      calls.recvfrom(this.fd, bytes, maxBytes, flags, address, length),
    )
    if (count === undefined) return undefined
    return {
      bytes: bytes.subarray(0, count),
      from: decodeSocketAddress(address.subarray(0, length[0])),
    }
  }

  shutdown(way: keyof typeof c.shutdownWays): void {
    checked('shutdown', calls.shutdown(this.fd, c.shutdownWays[way]))
  }

  /** Resolves when the connection is there; a connect that failed throws its SystemCallError. */
  connected(withinMs = usualWaitMs): Promise<this> {
    const attempt = () => (this.#isConnected() ? this : undefined)
    return until<this>(this, {
      interest: { writable: true },
      what: 'the connection',
      withinMs,
      attempt,
    })
  }

  #isConnected(): boolean {
    const errno = this.takeErrno()
    if (errno !== 0) throw new SystemCallError('connect', errno)
    const state = this.state()
    if (state === 'CLOSED') this.remoteAddress()
    return state !== 'SYN_SENT' && state !== 'SYN_RCVD'
  }

  /** The next connection. */
  accepted(withinMs = usualWaitMs): Promise<PosixSocket> {
    const attempt = () => this.accept()
    return until(this, { interest: {}, what: 'a connection to accept', withinMs, attempt })
  }

  /** The next bytes; empty at the end of the stream. */
  received(maxBytes: number, withinMs = usualWaitMs): Promise<Uint8Array> {
    const attempt = () => this.receive(maxBytes)
    return until(this, { interest: {}, what: 'bytes or the end of the stream', withinMs, attempt })
  }

  /** Resolves when the kernel took all of `bytes`. */
  async sent(bytes: Uint8Array, withinMs = usualWaitMs): Promise<void> {
    const endMs = performance.now() + withinMs
    for (let done = 0; done < bytes.length; ) {
      done += await until(this, {
        interest: { writable: true },
        what: `room for ${bytes.length - done} bytes more to send`,
        withinMs: Math.max(0, endMs - performance.now()),
        attempt: () => this.send(bytes.subarray(done)),
      })
    }
  }
}

function flagsOf({ peek, outOfBand }: ReceiveOptions): number {
  return (peek ? c.MSG_PEEK : 0) | (outOfBand ? c.MSG_OOB : 0)
}

/** What the call returned; undefined where it would have had to wait. */
function unlessAgain(syscall: string, result: number): number | undefined {
  if (result >= 0) return result
  const errno = lastErrno()
  if (errno === EAGAIN) return undefined
  throw new SystemCallError(syscall, errno)
}
