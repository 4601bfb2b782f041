import { connect } from 'node:net'

/** Sends as fast as it can for so many seconds, then ends. */
const [host, port, seconds] = process.argv.slice(2)
const block = Buffer.alloc(256 * 1024, 'x')
const socket = connect(Number(port), host)
const untilMs = performance.now() + Number(seconds) * 1000
const send = (): void => {
  if (performance.now() > untilMs) socket.destroy()
  else if (socket.write(block)) setImmediate(send)
  else socket.once('drain', send)
}
socket.once('connect', send)
