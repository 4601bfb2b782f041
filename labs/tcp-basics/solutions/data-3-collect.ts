import type { Socket } from 'node:net'

/** Reads exactly `byteCount` bytes from a connected socket; what follows stays for the next reader. */
export function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  if (byteCount === 0) return Promise.resolve(Buffer.alloc(0))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let arrivedBytes = 0
    const settle = (finish: () => void) => {
      // Without the pause the stream keeps flowing with nobody listening, and what comes next is gone.
      socket.pause().off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError)
      finish()
    }
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      arrivedBytes += chunk.length
      if (arrivedBytes < byteCount) return
      const bytes = Buffer.concat(chunks, arrivedBytes)
      settle(() => resolve(bytes.subarray(0, byteCount)))
      if (arrivedBytes > byteCount) socket.unshift(bytes.subarray(byteCount))
    }
    const onEnd = () =>
      settle(() =>
        reject(new Error(`the stream ended after ${arrivedBytes} of ${byteCount} bytes`)),
      )
    const onError = (error: Error) => settle(() => reject(error))
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError)
    // A call before this one may have left the stream paused.
    socket.resume()
  })
}
