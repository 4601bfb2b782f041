/**
 * Wrong: settles, but its listeners stay on the socket.
 * Must get: left listeners behind
 */
import type { Socket } from 'node:net'

export function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0)
    if (byteCount === 0) return resolve(bytes)
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      if (bytes.length < byteCount) return
      socket.pause()
      if (bytes.length > byteCount) socket.unshift(bytes.subarray(byteCount))
      resolve(bytes.subarray(0, byteCount))
    })
    socket.on('end', () => reject(new Error(`${bytes.length} of ${byteCount} bytes arrived`)))
    socket.on('error', reject)
    socket.resume()
  })
}
