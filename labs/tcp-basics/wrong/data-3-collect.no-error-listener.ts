/**
 * Wrong: nobody listens for the socket's error, and Node ends the program.
 * Must get: nobody listened for it
 */
import type { Socket } from 'node:net'

export function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0)
    const leave = () => {
      socket.pause()
      socket.off('data', onData).off('end', onEnd)
    }
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      if (bytes.length < byteCount) return
      leave()
      if (bytes.length > byteCount) socket.unshift(bytes.subarray(byteCount))
      resolve(bytes.subarray(0, byteCount))
    }
    const onEnd = () => {
      leave()
      reject(new Error(`${bytes.length} of ${byteCount} bytes arrived`))
    }
    if (byteCount === 0) return resolve(bytes)
    socket.on('data', onData).on('end', onEnd)
    socket.resume()
  })
}
