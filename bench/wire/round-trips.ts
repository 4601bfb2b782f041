import { once } from 'node:events'
import { connect } from 'node:net'

const rounds = 100

/** Prints how long a byte took there and back, in ms, as a JSON list. */
const [host, port] = process.argv.slice(2)
const socket = connect({ host, port: Number(port), noDelay: true })
await once(socket, 'connect')
const times: number[] = []
for (let i = 0; i < rounds; i++) {
  const startedMs = performance.now()
  socket.write('x')
  await once(socket, 'data')
  times.push(performance.now() - startedMs)
}
console.log(JSON.stringify(times))
socket.destroy()
