import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { ProcessContext } from '@socket-labs/lab'

/**
 * A sender that is a process of its own, so that it can be killed while it sends: to `port` it writes each
 * of the `halves` (base64) on a connection of its own, tells its process id, and never writes the rest.
 */
export default async function sender(ctx: ProcessContext): Promise<void> {
  const sockets: Socket[] = [] // kept: a socket that nobody holds may be closed
  ctx.onAsked(async (asked) => {
    const { port, halves } = asked as { port: number; halves: string[] }
    for (const half of halves) {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      await once(socket, 'connect')
      socket.write(Buffer.from(half, 'base64'))
      sockets.push(socket)
    }
    await ctx.tell(process.pid)
  })
  await ctx.tell('ready')
}
