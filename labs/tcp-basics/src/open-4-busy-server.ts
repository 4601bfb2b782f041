import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { ProcessContext } from '@socket-labs/lab'

/** A server that can be told to be busy: then its event loop does nothing else, not even accept. */
export default async function busyServer(ctx: ProcessContext): Promise<void> {
  const server = createServer((socket) => {
    socket.on('data', () => socket.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  ctx.onAsked(async (message) => {
    const { busyMs } = message as { busyMs: number }
    ctx.note('the server becomes busy: from now on its program accepts nobody', { phase: 'busy' })
    await ctx.tell('busy')
    const until = ctx.now() + busyMs
    while (ctx.now() < until) {
      // A long computation. Nothing else of this program can run.
    }
    ctx.note('the server is free again', { phase: 'free' })
  })
  await ctx.tell((server.address() as AddressInfo).port)
}
