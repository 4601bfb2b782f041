/**
 * Wrong: nobody listens for 'error'.
 * Must get: The socket emitted 'error' and nobody listened
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface EchoServer {
  port: number
  close(): Promise<void>
}

export function startEcho(): Promise<EchoServer> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.pipe(socket)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const close = () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        for (const socket of open) socket.destroy()
      })
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port, close })
    })
  })
}
