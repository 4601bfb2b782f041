import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A chat server that is running. */
export interface ChatServer {
  port: number
  close(): Promise<void>
}

/**
 * Starts a chat server: what one client says, all the others hear.
 *
 * A connection carries bytes, not messages: two frames may come in one read (sticky packets, 粘包), and
 * one frame in many reads (half packets, 半包). So each frame says how long it is, in both directions:
 *
 *     ┌───────────────────────────────┬──────────────────────────┐
 *     │ length: 4 bytes, big-endian   │ text: so many bytes,     │
 *     │ 00 00 00 05                   │ UTF-8    68 65 6c 6c 6f  │
 *     └───────────────────────────────┴──────────────────────────┘
 *
 * The first frame of a client is its name. Nobody is told of it; from then on the client is in the room.
 * Each later frame goes to all others in the room, as one frame with the text `name: text`.
 *
 * What must hold:
 *
 * - It listens on 127.0.0.1, on a port that the system chooses, and resolves when clients can connect.
 *   Two servers can run at the same time, and each has a room of its own.
 * - Frames are found however the bytes are cut or joined, the header and the name among them.
 * - The length counts bytes. A length of 0 is a frame too: an empty text. Text may be taken as it comes;
 *   every client sends UTF-8.
 * - Nobody hears its own words, nor anything before it has said its name.
 * - A client's frame has at most 64 KiB (65 536 bytes) of text. A client that claims more is cut off
 *   (`destroy`) as soon as its header is there; it is told nothing. What goes to the others is longer by
 *   the name, and may be.
 * - A client that reads nothing does not stop the others, and does not fill your memory: when more than
 *   1 MiB waits for it (`socket.writableLength`), it is cut off.
 * - A client that resets its connection disturbs nobody.
 * - A client that ends its half leaves the room. Its whole frames were said, half a frame was not. It
 *   still gets what was sent to it before, and then the end of the stream.
 * - `close()` ends the connections that are still open, and resolves when nothing of the server is left:
 *   no port, no socket, no timer.
 *
 * Nobody calls `close` twice.
 */
export function startChat(): Promise<ChatServer> {
  // TODO: with a few polite clients this works. It takes each read for one frame.
  const room = new Map<Socket, string>()
  const server = createServer((socket) => {
    socket.on('data', (bytes) => {
      const text = bytes.subarray(4).toString()
      const name = room.get(socket)
      if (name === undefined) {
        room.set(socket, text)
        return
      }
      for (const other of room.keys()) {
        if (other !== socket) other.write(frameOf(`${name}: ${text}`))
      }
    })
  })
  return new Promise((resolve) => {
    const close = () => new Promise<void>((closed) => server.close(() => closed()))
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port, close })
    })
  })
}

function frameOf(text: string): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt32BE(text.length)
  return Buffer.concat([header, Buffer.from(text)])
}
