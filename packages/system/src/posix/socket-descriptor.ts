import { checked, errnoName } from '../libc.ts'
import { type TcpState, tcpStateOfNumber } from '../socket-row.ts'
import { decodeTcpInfo, type TcpInfo, tcpInfoMaxBytes } from '../tcp-info.ts'
import * as calls from './calls.ts'
import * as c from './constants.ts'
import { DescriptorWatch } from './descriptor-watch.ts'
import { decodeSocketAddress, type SocketAddress, socketAddressBytes } from './socket-address.ts'
import {
  type OptionId,
  readOption,
  type SocketOptions,
  socketOptions,
  writeOption,
} from './socket-options.ts'
import type { Waitable } from './wait-ready.ts'

/** Owns the descriptor of a socket, and asks the kernel about it. */
export abstract class SocketDescriptor implements Waitable {
  #fd: number
  #watch: DescriptorWatch | undefined

  protected constructor(fd: number) {
    this.#fd = fd
  }

  /** −1 once it is closed. */
  get fd(): number {
    return this.#fd
  }

  /** Undefined once it is closed. */
  get watch(): DescriptorWatch | undefined {
    if (this.#fd >= 0) this.#watch ??= new DescriptorWatch(this.#fd)
    return this.#watch
  }

  /** Again does nothing: the number may be another file's by then. Who waits for it gets EBADF. */
  close(): void {
    const fd = this.#fd
    if (fd < 0) return
    this.#fd = -1
    const watch = this.#watch
    this.#watch = undefined
    watch?.end()
    // Linux has let go of the number whatever close returns: to try again would close another's.
    calls.close(fd)
  }

  /** Gives the descriptor away: whoever gets the number closes it, and here it is as good as closed. */
  release(): number {
    const fd = this.#fd
    this.#watch?.end()
    this.#watch = undefined
    this.#fd = -1
    return fd
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** `0.0.0.0` or `::`, and port 0, before it is bound. */
  localAddress(): SocketAddress {
    return this.#address('getsockname', calls.getsockname)
  }

  /** ENOTCONN without a peer, and no longer when the connection is over. */
  remoteAddress(): SocketAddress {
    return this.#address('getpeername', calls.getpeername)
  }

  #address(name: string, call: typeof calls.getsockname): SocketAddress {
    const bytes = new Uint8Array(socketAddressBytes)
    const length = Uint32Array.of(bytes.length)
    checked(name, call(this.#fd, bytes, length))
    const address = decodeSocketAddress(bytes.subarray(0, length[0]))
    if (!address) throw new Error(`${name}: expected an IPv4 or IPv6 address`)
    return address
  }

  /** The name of the error that waits to be told (SO_ERROR), which is then forgotten; undefined: none. */
  takeError(): string | undefined {
    const errno = this.takeErrno()
    return errno === 0 ? undefined : errnoName(errno)
  }

  protected takeErrno(): number {
    const bytes = this.getRawOption([c.SOL_SOCKET, c.SO_ERROR], 4)
    return new DataView(bytes.buffer).getInt32(0, true)
  }

  getOption<N extends keyof SocketOptions>(name: N): SocketOptions[N] {
    return socketOptions[name].read(this.#fd) as SocketOptions[N]
  }

  setOption<N extends keyof SocketOptions>(name: N, value: SocketOptions[N]): void {
    socketOptions[name].write(this.#fd, value as never)
  }

  /** Any option, as the bytes of its C type. */
  getRawOption(id: OptionId, maxBytes: number): Uint8Array {
    return readOption(this.#fd, id, maxBytes)
  }

  setRawOption(id: OptionId, value: Uint8Array): void {
    writeOption(this.#fd, id, value)
  }

  /** Arrived and not read (SIOCINQ); of UDP the first datagram's. EINVAL for a listener. */
  unreadBytes(): number {
    return this.#queueBytes(c.SIOCINQ)
  }

  /** Sent by the program and not acknowledged by the peer's kernel (SIOCOUTQ), a FIN not counted. */
  unsentBytes(): number {
    return this.#queueBytes(c.SIOCOUTQ)
  }

  /** Of these, what has not left in any segment yet (SIOCOUTQNSD). */
  notSentBytes(): number {
    return this.#queueBytes(c.SIOCOUTQNSD)
  }

  #queueBytes(request: number): number {
    const value = new Int32Array(1)
    checked('ioctl', calls.ioctl(this.#fd, request, value))
    return value[0] as number
  }

  tcpInfo(): TcpInfo {
    return decodeTcpInfo(this.getRawOption([c.IPPROTO_TCP, c.TCP_INFO], tcpInfoMaxBytes))
  }

  /** The first byte of TCP_INFO: what the kernel says at this moment. */
  state(): TcpState {
    const [number = 0] = this.getRawOption([c.IPPROTO_TCP, c.TCP_INFO], 1)
    const state = tcpStateOfNumber(number)
    if (!state) throw new Error(`TCP_INFO: the state ${number} is none of the twelve`)
    return state
  }
}
