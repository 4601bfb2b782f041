/**
 * Wrong: leaving a `for await` over a socket destroys the socket.
 * Must get: the socket was destroyed
 */
import type { Socket } from 'node:net'

export async function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0)
  if (byteCount === 0) return bytes
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk])
    if (bytes.length >= byteCount) return bytes.subarray(0, byteCount)
  }
  throw new Error(`${bytes.length} of ${byteCount} bytes arrived`)
}
