import { createServer } from 'node:net'

/** Prints its port, reads one connection to its end, and prints the goodput in Mbit/s. */
const [host] = process.argv.slice(2)
const server = createServer((socket) => {
  let bytes = 0
  let startedMs = 0
  socket.on('data', (chunk) => {
    startedMs ||= performance.now()
    bytes += chunk.length
  })
  socket.on('close', () => {
    console.log((bytes * 8) / 1e3 / (performance.now() - startedMs))
    server.close()
  })
  socket.on('error', () => {})
})
server.listen(0, host, () => console.log((server.address() as { port: number }).port))
