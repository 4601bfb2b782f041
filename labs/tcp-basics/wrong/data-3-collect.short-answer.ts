/**
 * Wrong: when the peer ends early it resolves with what there is.
 * Must get: Part of the bytes is not the bytes
 */
import type { Socket } from 'node:net'

export function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0)
    const leave = () => {
      socket.pause()
      socket.off('data', onData).off('end', onEnd).off('error', onError)
    }
    const onEnd = () => {
      leave()
      if (bytes.length > byteCount) socket.unshift(bytes.subarray(byteCount))
      resolve(bytes.subarray(0, byteCount))
    }
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      if (bytes.length >= byteCount) onEnd()
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
