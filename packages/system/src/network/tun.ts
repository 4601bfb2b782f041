import { closeSync, constants as files, openSync } from 'node:fs'
import { constants } from 'node:os'
import { checked, lastErrno, libc, loadFunction, SystemCallError } from '../libc.ts'

const ioctl = libc<(fd: number, request: number, argument: Uint8Array) => number>(
  'int ioctl(int fd, unsigned long request, void *argument)',
)
type Transfer = (fd: number, bytes: Uint8Array, count: number) => number

/** Loaded with the first device. */
let read: Transfer
let write: Transfer

function loadTransfers(): void {
  read ??= loadFunction<Transfer>('long read(int fd, void *bytes, size_t count)')
  write ??= loadFunction<Transfer>('long write(int fd, const void *bytes, size_t count)')
}

/** linux/if_tun.h: `_IOW('T', 202, int)`, and the flags for bare IP packets. */
const setInterface = 0x400454ca
const isTun = 0x0001
const noPacketInfo = 0x1000

const { EAGAIN, EINVAL, EIO, ENOBUFS } = constants.errno
/** What a write may fail with because of the packet alone, or of an interface that is down. */
const refusals = [EAGAIN, EINVAL, EIO, ENOBUFS]

/**
 * A network interface whose packets a program reads and writes, whole IP packets without a frame around
 * them. Never blocks. Closing it removes the interface.
 */
export class Tun {
  readonly fd: number
  readonly name: string
  #isOpen = true

  private constructor(fd: number, name: string) {
    this.fd = fd
    this.name = name
  }

  /**
   * Makes one in the calling thread's network; it is down and has no address. `name` has at most 15
   * letters. The device file must be open to this user (EACCES), and CAP_NET_ADMIN held (EPERM).
   */
  static open(name: string): Tun {
    if (!/^[a-z0-9]{1,15}$/.test(name)) {
      throw new RangeError(`an interface's name has 1 to 15 letters or digits, not "${name}"`)
    }
    const fd = openSync('/dev/net/tun', files.O_RDWR | files.O_NONBLOCK)
    // struct ifreq: 16 bytes of name, 2 of flags, padding to 40.
    const request = Buffer.alloc(40)
    request.write(name, 'ascii')
    request.writeUInt16LE(isTun | noPacketInfo, 16)
    try {
      checked('TUNSETIFF', ioctl(fd, setInterface, request))
    } catch (error) {
      closeSync(fd)
      throw error
    }
    loadTransfers()
    return new Tun(fd, name)
  }

  /** Reads one packet into `buffer`, and answers its length; 0 when none waits. Longer ones are cut. */
  read(buffer: Uint8Array): number {
    const bytes = read(this.fd, buffer, buffer.length)
    if (bytes >= 0) return bytes
    const errno = lastErrno()
    // EIO: the interface is down.
    if (errno === EAGAIN || errno === EIO) return 0
    throw new SystemCallError('read', errno)
  }

  /** Hands a packet to the kernel as if it had come in. False: the kernel would not take it. */
  write(packet: Uint8Array): boolean {
    if (write(this.fd, packet, packet.length) >= 0) return true
    const errno = lastErrno()
    if (refusals.includes(errno)) return false
    throw new SystemCallError('write', errno)
  }

  /** The second time does nothing. */
  close(): void {
    if (this.#isOpen) closeSync(this.fd)
    this.#isOpen = false
  }
}
