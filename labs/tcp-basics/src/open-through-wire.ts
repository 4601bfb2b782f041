import { once } from 'node:events'
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'
import type { ScenarioContext } from '@socket-labs/lab'
import type { Wire } from '@socket-labs/lab/wire'

/** Both ends of one connection, in one program. */
export interface OpenedThroughWire {
  client: Socket
  peer: Socket
}

/**
 * Opens a connection from the client of the wire to its server's port 80, whose accepted sockets land in
 * `accepted`, and resolves when both ends have it. The client ends nothing by itself.
 */
export async function openThroughWire(
  ctx: ScenarioContext,
  wire: Wire,
  accepted: Socket[],
  options: Partial<TcpNetConnectOpts> = {},
): Promise<OpenedThroughWire> {
  const client = connect({ port: 80, host: wire.server.address, allowHalfOpen: true, ...options })
  await once(client, 'connect')
  const peer = await ctx.waitFor('the server to accept', () => accepted.shift())
  return { client, peer }
}

/** Resolves when some socket of that end is in this state. */
export async function inState(
  ctx: ScenarioContext,
  end: Wire['client'],
  state: string,
): Promise<void> {
  const isThere = () => end.sockets().some((socket) => socket.state === state)
  await ctx.waitFor(`${state} at the ${end.side}`, isThere)
}

/** Resolves when that end has no connection any more, those in TIME_WAIT left out. */
export async function allClosed(ctx: ScenarioContext, end: Wire['client']): Promise<void> {
  const over = ['LISTEN', 'TIME_WAIT']
  const isOver = () => end.sockets().every(({ state }) => over.includes(state))
  await ctx.waitFor(`all connections of the ${end.side} to be closed`, isOver)
}
