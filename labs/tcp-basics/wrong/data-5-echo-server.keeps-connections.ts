/**
 * Wrong: close() waits for the clients to leave.
 * Must get: waits for its clients
 */
import { type AddressInfo, createServer } from 'node:net'

export interface EchoServer {
  port: number
  close(): Promise<void>
}

export function startEcho(): Promise<EchoServer> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const close = () => new Promise<void>((closed) => server.close(() => closed()))
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port, close })
    })
  })
}
