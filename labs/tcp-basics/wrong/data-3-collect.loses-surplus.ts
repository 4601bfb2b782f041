/**
 * Wrong: cuts the bytes that came along off the end and drops them.
 * Must get: belonged to the next reader
 */
import type { Socket } from 'node:net'

export function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0)
    const leave = () => {
      socket.pause()
      socket.off('data', onData).off('end', onEnd).off('error', onError)
    }
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      if (bytes.length < byteCount) return
      leave()
      resolve(bytes.subarray(0, byteCount))
    }
    const onEnd = () => {
      leave()
      reject(new Error(`${bytes.length} of ${byteCount} bytes arrived`))
    }
    const onError = (error: Error) => {
      leave()
      reject(error)
    }
    if (byteCount === 0) return resolve(bytes)
    socket.on('data', onData).on('end', onEnd).on('error', onError)
    socket.resume()
  })
}
