import { parentPort } from 'node:worker_threads'
import { PosixSocket } from '../src/index.ts'

// A thread that waits for a datagram that never comes, and tells its descriptor.
const socket = PosixSocket.udp()
socket.received(1).catch(() => {})
parentPort?.postMessage(socket.fd)
