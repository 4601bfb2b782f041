/**
 * Wrong: compares the number of chunks, not of bytes, with byteCount.
 * Must get: counts reads, not bytes
 */
import type { Socket } from 'node:net'

export function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const finish = () => {
      socket.pause()
      socket.off('data', onData).off('end', onEnd).off('error', onError)
      const bytes = Buffer.concat(chunks)
      if (bytes.length > byteCount) socket.unshift(bytes.subarray(byteCount))
      resolve(bytes.subarray(0, byteCount))
    }
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      if (chunks.length === byteCount) finish()
    }
    const onEnd = () => reject(new Error(`ended after ${chunks.length} of ${byteCount}`))
    const onError = (error: Error) => reject(error)
    if (byteCount === 0) return resolve(Buffer.alloc(0))
    socket.on('data', onData).on('end', onEnd).on('error', onError)
    socket.resume()
  })
}
