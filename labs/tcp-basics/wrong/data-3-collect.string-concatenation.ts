/**
 * Wrong: gathers the chunks in a string, so bytes that are no text are replaced.
 * Must get: turned into text and back
 */
import type { Socket } from 'node:net'

export function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let text = ''
    const leave = () => {
      socket.pause()
      socket.off('data', onData).off('end', onEnd).off('error', onError)
    }
    const onData = (chunk: Buffer) => {
      text += chunk
      const bytes = Buffer.from(text)
      if (bytes.length < byteCount) return
      leave()
      if (bytes.length > byteCount) socket.unshift(bytes.subarray(byteCount))
      resolve(bytes.subarray(0, byteCount))
    }
    const onEnd = () => {
      leave()
      reject(new Error(`${text.length} of ${byteCount} bytes arrived`))
    }
    const onError = (error: Error) => {
      leave()
      reject(error)
    }
    if (byteCount === 0) return resolve(Buffer.alloc(0))
    socket.on('data', onData).on('end', onEnd).on('error', onError)
    socket.resume()
  })
}
