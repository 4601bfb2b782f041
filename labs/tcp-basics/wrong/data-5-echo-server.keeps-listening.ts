/**
 * Wrong: close() ends the connections and not the server.
 * Must get: still listens
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
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const close = async () => {
      for (const socket of open) socket.destroy()
    }
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port, close })
    })
  })
}
