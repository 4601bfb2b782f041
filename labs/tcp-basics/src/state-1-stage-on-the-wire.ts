import type { ScenarioContext } from '@socket-labs/lab'
import type { Side, Wire, WireEnd, WireRule } from '@socket-labs/lab/wire'
import type { PosixSocket, TcpState } from '@socket-labs/system'
import { type Lookout, readWithEach, type Standing, stateInList } from './state-1-instruments.ts'

const patienceMs = 15_000
const port = 80

/** The sockets of the experiment on the wire, and what looks at them. */
export class WireStage {
  readonly #ctx: ScenarioContext
  readonly #wire: Wire
  readonly #sockets: PosixSocket[] = []

  constructor(ctx: ScenarioContext, wire: Wire) {
    this.#ctx = ctx
    this.#wire = wire
  }

  /** A socket with a port, which is CLOSED, and then LISTEN. */
  async listen(): Promise<PosixSocket> {
    const { server } = this.#wire
    const socket = this.#keep(server.socket())
    socket.bind({ address: server.address, port })
    const end = { at: 'server', socket, local: socket.localAddress() } as const
    await readWithEach(this.#ctx, lookoutAt(server), { ...end, state: 'CLOSED' })
    socket.listen(8)
    this.#wire.look('listen()')
    await readWithEach(this.#ctx, lookoutAt(server), { ...end, state: 'LISTEN' })
    return socket
  }

  connect(): PosixSocket {
    const socket = this.#keep(this.#wire.client.socket())
    socket.connect({ address: this.#wire.server.address, port })
    return socket
  }

  async accept(listener: PosixSocket): Promise<PosixSocket> {
    return this.#keep(await listener.accepted(patienceMs))
  }

  #keep(socket: PosixSocket): PosixSocket {
    this.#sockets.push(socket)
    return socket
  }

  /** Resolves when the rule holds a packet. */
  async holds(rule: WireRule): Promise<void> {
    const isHolding = () => rule.view().held > 0
    await this.#ctx.waitFor(`a packet to be held: ${rule.view().rule}`, isHolding, patienceMs)
  }

  /**
   * Waits until an end of the client's connection is in a state, and reads it with every instrument.
   * `server` is the program's socket there, undefined while there is none.
   */
  async stands(
    at: Side,
    state: TcpState,
    { client, server }: { client: PosixSocket; server?: PosixSocket | undefined },
  ): Promise<void> {
    await this.isIn(at, state, client)
    const socket = at === 'client' ? client : server
    const standing = { ...this.#endOf(at, client), state, socket }
    await readWithEach(this.#ctx, lookoutAt(this.#wire[at]), standing)
  }

  /** Waits for a state; CLOSED is to be in the kernel's list no more. */
  async isIn(at: Side, state: TcpState, client: PosixSocket): Promise<void> {
    const end = this.#endOf(at, client)
    const isThere = () => (stateInList(lookoutAt(this.#wire[at]), end) ?? 'CLOSED') === state
    await this.#ctx.waitFor(`the ${at} to be in ${state}`, isThere, patienceMs)
  }

  #endOf(at: Side, client: PosixSocket): Pick<Standing, 'at' | 'local' | 'remote'> {
    const local = client.localAddress()
    const remote = { address: this.#wire.server.address, port }
    return at === 'client' ? { at, local, remote } : { at, local: remote, remote: local }
  }

  clear(): void {
    for (const socket of this.#sockets) socket.close()
  }
}

function lookoutAt({ reader, network }: WireEnd): Lookout {
  const run = <T>(body: () => T): T => {
    let result: { value: T } | undefined
    network.run(() => {
      result = { value: body() }
    })
    return (result as { value: T }).value
  }
  return { diag: reader, run }
}
