import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { BrokenStreamError, decodeFrames, FrameDecoder, lengthCodec } from '@socket-labs/framing'

const server = createServer((socket) => {
  socket.write(lengthCodec().encode(Buffer.from('hello')))
  socket.end(lengthCodec().encode(Buffer.from('cut off')).subarray(0, 6))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const socket = connect((server.address() as { port: number }).port, '127.0.0.1')

try {
  for await (const payload of decodeFrames(socket, new FrameDecoder(lengthCodec()))) {
    console.log(`${Buffer.from(payload)}`)
  }
} catch (error) {
  if (!(error instanceof BrokenStreamError)) throw error
  console.log(`${error.code}: ${error.message}`)
}
server.close()
