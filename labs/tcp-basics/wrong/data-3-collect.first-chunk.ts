/**
 * Wrong: takes whatever the first read brings for the whole message.
 * Must get: resolved with what one read brought
 */
import type { Socket } from 'node:net'

export async function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  if (byteCount === 0) return Buffer.alloc(0)
  return new Promise((resolve, reject) => {
    socket.once('data', (chunk) => resolve(chunk.subarray(0, byteCount)))
    socket.once('error', reject)
  })
}
