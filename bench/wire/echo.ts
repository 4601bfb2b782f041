import { createServer } from 'node:net'

/** Prints its port, and answers every byte. */
const [host] = process.argv.slice(2)
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (bytes) => socket.write(bytes))
  socket.on('error', () => {})
})
server.listen(0, host, () => console.log((server.address() as { port: number }).port))
