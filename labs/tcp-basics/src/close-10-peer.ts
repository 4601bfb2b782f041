import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { ProcessContext } from '@socket-labs/lab'
import { promisedBytes, sentBytes } from './close-10-endings.ts'

/** A server that says a part of its answer and no more. When it is asked, it aborts what it has. */
export default async function peer(ctx: ProcessContext): Promise<void> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}))
    socket.write(`${promisedBytes} bytes in all: `.padEnd(sentBytes, '.'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ctx.onAsked(async () => {
    for (const socket of sockets) socket.resetAndDestroy()
    await ctx.tell('aborted')
  })
  const { port } = server.address() as AddressInfo
  await ctx.tell({ port, pid: process.pid })
}
