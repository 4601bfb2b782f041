import { type AddressInfo, createServer, type Socket } from 'node:net'

const headerBytes = 4
const mostTextBytes = 64 * 1024
const mostWaitingBytes = 1024 * 1024

export interface ChatServer {
  port: number
  close(): Promise<void>
}

export function startChat(): Promise<ChatServer> {
  const open = new Set<Socket>()
  const room = new Room()
  const server = createServer((socket) => {
    open.add(socket)
    // A reset ends this connection only: 'close' follows.
    socket.on('error', () => {})
    socket.on('end', () => room.leave(socket))
    socket.on('close', () => {
      room.leave(socket)
      open.delete(socket)
    })
    readFrames(socket, (text) => room.take(socket, text))
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

/** Those who have said their name. */
class Room {
  readonly #names = new Map<Socket, Buffer>()

  take(speaker: Socket, text: Buffer): void {
    const name = this.#names.get(speaker)
    if (name === undefined) this.#names.set(speaker, Buffer.from(text))
    else this.#tellOthers(speaker, frameOf([name, Buffer.from(': '), text]))
  }

  leave(socket: Socket): void {
    this.#names.delete(socket)
  }

  #tellOthers(speaker: Socket, frame: Buffer): void {
    for (const socket of this.#names.keys()) {
      if (socket === speaker) continue
      socket.write(frame)
      if (socket.writableLength <= mostWaitingBytes) continue
      this.leave(socket)
      socket.destroy()
    }
  }
}

/** Hands over the text of each frame; cuts a client off that claims more than it may. */
function readFrames(socket: Socket, onText: (text: Buffer) => void): void {
  let pending = Buffer.alloc(0)
  socket.on('data', (bytes) => {
    pending = Buffer.concat([pending, bytes])
    while (pending.length >= headerBytes) {
      const textBytes = pending.readUInt32BE(0)
      if (textBytes > mostTextBytes) return void socket.destroy()
      const frameBytes = headerBytes + textBytes
      if (pending.length < frameBytes) return
      onText(pending.subarray(headerBytes, frameBytes))
      pending = pending.subarray(frameBytes)
    }
  })
}

function frameOf(parts: Buffer[]): Buffer {
  const text = Buffer.concat(parts)
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32BE(text.length)
  return Buffer.concat([header, text])
}
