/**
 * Wrong: listens for data and errors, and never hears that the peer has ended.
 * Must get: whoever awaits it waits for ever
 */
import type { Socket } from 'node:net'

export function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0)
    const leave = () => {
      socket.pause()
      socket.off('data', onData).off('error', onError)
    }
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      if (bytes.length < byteCount) return
      leave()
      if (bytes.length > byteCount) socket.unshift(bytes.subarray(byteCount))
      resolve(bytes.subarray(0, byteCount))
    }
    const onError = (error: Error) => {
      leave()
      reject(error)
    }
    if (byteCount === 0) return resolve(bytes)
    socket.on('data', onData).on('error', onError)
    socket.resume()
  })
}
