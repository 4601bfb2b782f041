import { tcpBufferSizes } from '@socket-labs/grade'

const mebibyte = 1024 * 1024

/**
 * More bytes than the kernel holds between a server that writes and a client that has never read: a send
 * buffer at its largest, and a receive buffer of the size that it begins with, since it grows with what is
 * read; and the same again, to be sure. Where the system does not tell, 12 MiB.
 */
export function kernelBuffersBytes(): number {
  const sizes = tcpBufferSizes()
  return sizes ? 2 * (sizes.send.largest + sizes.receive.first) : 12 * mebibyte
}
