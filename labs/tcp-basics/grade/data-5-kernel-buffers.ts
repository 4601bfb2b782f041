import { tcpBufferSizes } from '@socket-labs/grade'

const mebibyte = 1024 * 1024

/**
 * The most bytes that two kernels can hold between a client that does not read and a server that echoes:
 * a send and a receive buffer each way, at their largest. Where the system does not tell, 24 MiB, far above
 * the usual 6 + 4 each way.
 */
export function kernelBuffersBytes(): number {
  const sizes = tcpBufferSizes()
  return sizes ? 2 * (sizes.receive.largest + sizes.send.largest) : 24 * mebibyte
}
