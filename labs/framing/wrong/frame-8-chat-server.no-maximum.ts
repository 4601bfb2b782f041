/**
 * Wrong: any length is believed.
 * Must get: Whoever connects can say any number
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'

const mostWaitingBytes = 1024 * 1024

export interface ChatServer {
  port: number
  close(): Promise<void>
}

export function startChat(): Promise<ChatServer> {
  const open = new Set<Socket>()
  const room = new Map<Socket, string>()
  const say = (speaker: Socket, text: Buffer) => {
    const frame = frameOf(`${room.get(speaker)}: ${text}`)
    for (const other of room.keys()) {
      if (other === speaker) continue
      other.write(frame)
      if (other.writableLength > mostWaitingBytes) other.destroy()
    }
  }
  const take = (socket: Socket, text: Buffer) => {
    if (room.has(socket)) say(socket, text)
    else room.set(socket, text.toString())
  }
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('end', () => room.delete(socket))
    socket.on('close', () => {
      room.delete(socket)
      open.delete(socket)
    })
    let pending = Buffer.alloc(0)
    socket.on('data', (bytes) => {
      pending = Buffer.concat([pending, bytes])
      while (pending.length >= 4) {
        const length = pending.readUInt32BE(0)
        if (pending.length < 4 + length) return
        take(socket, pending.subarray(4, 4 + length))
        pending = pending.subarray(4 + length)
      }
    })
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

function frameOf(text: string): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt32BE(Buffer.byteLength(text))
  return Buffer.concat([header, Buffer.from(text)])
}
