import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import { WebSocketServer } from 'ws'

/** The peer: a ws server that sends records from memory, each in a message of its own. Records/s. */
export async function oneMessagePerRecord(count: number): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const viewer = new Worker(viewerSource, { eval: true, workerData: { port, count } })
  const [socket] = await once(server, 'connection')
  const startedMs = performance.now()
  for (let n = 1; n <= count; n++) {
    socket.send(
      JSON.stringify({
        run: 'bench',
        n,
        tMs: n / 50,
        clock: 'monotonic',
        kind: 'socket.data',
        at: 'server',
        origin: 'observed',
        conn: 'c1',
        originalBytes: 65536,
        index: n,
      }),
    )
    if (socket.bufferedAmount > 256 * 1024) await new Promise(setImmediate)
  }
  await once(viewer, 'message')
  const seconds = (performance.now() - startedMs) / 1000
  await viewer.terminate()
  server.close()
  return count / seconds
}

const viewerSource = `
const { parentPort, workerData } = require('node:worker_threads')
const { WebSocket } = require('ws')
const socket = new WebSocket('ws://127.0.0.1:' + workerData.port, { perMessageDeflate: false })
let received = 0
socket.on('message', (data) => {
  JSON.parse(String(data))
  if (++received === workerData.count) parentPort.postMessage('done')
})`
