import { type CaseRun, type Failure, NobodyListens, type Peer, sayValue } from '@socket-labs/grade'
import type { SocketRow } from '@socket-labs/system'
import { Client } from './close-8-client.ts'
import { socketsOf } from './close-8-kernel-list.ts'

export type Mistake = Pick<Failure, 'sentence' | 'mistake'>

const lookMs = 20

/** One store that the learner's `startStore` made. */
export class Store {
  readonly run: CaseRun
  readonly port: number
  readonly #ref: string
  #left = 0

  static async start(run: CaseRun): Promise<Store> {
    let store: Store | undefined
    await run.step('startStore()', 'it resolves with a port', async () => {
      const ref = await run.make('startStore')
      const port = await run.field(ref, 'port')
      if (port?.type === 'data' && typeof port.data === 'number') {
        store = new Store(run, ref, port.data)
        return undefined
      }
      return {
        expected: { words: 'port: the number of the port on which it listens' },
        got: { words: `port: ${port ? sayValue(port) : 'nothing'}` },
        sentence: 'Without the number of its port nobody can connect to the store.',
      }
    })
    return store as Store
  }

  private constructor(run: CaseRun, ref: string, port: number) {
    this.run = run
    this.#ref = ref
    this.port = port
  }

  async connect(name = 'a client'): Promise<Client> {
    let peer: Peer | undefined
    await this.run.step(`${name} connects`, 'the connection opens', async () => {
      try {
        peer = await this.dial()
        return undefined
      } catch (error) {
        if (!(error instanceof NobodyListens) || this.#left === 0) throw error
        return { ...error.failure, ...closedTheServer }
      }
    })
    return new Client(this, name, peer as Peer)
  }

  /** A connection that is no step of the story. */
  dial(): Promise<Peer> {
    return this.run.dial(this.port)
  }

  /** Counts somebody who has left: who connects after that finds out whether the store still listens. */
  countLeft(clients = 1): void {
    this.#left += clients
  }

  /** A step: the kernel's list shows nothing of the clients that have left. */
  async leavesNothing(): Promise<void> {
    await this.run.step("the kernel's list of sockets", 'none in CLOSE_WAIT', async () => {
      const waiting = await this.waiting(this.run.limits.settleMs)
      return waiting.length === 0 ? undefined : { ...sayWaiting(waiting), ...notClosed }
    })
  }

  /** The store's sockets in CLOSE_WAIT, as soon as there are none, or when the time is over. */
  async waiting(withinMs: number): Promise<SocketRow[]> {
    const untilMs = performance.now() + withinMs
    for (;;) {
      const rows = (await socketsOf(this.run)) ?? []
      const waiting = rows.filter(
        (row) => row.localPort === this.port && row.state === 'CLOSE_WAIT',
      )
      if (waiting.length === 0 || performance.now() > untilMs) return waiting
      await new Promise((resolve) => setTimeout(resolve, lookMs))
    }
  }

  /** All clients have left: what is still open, the program has forgotten. */
  async close(): Promise<void> {
    await this.run.step('close()', 'it resolves: everybody has left', async () => {
      const settled = await this.run.callOn(this.#ref, 'close')
      if (settled?.outcome === 'resolved') return undefined
      return {
        expected: { words: 'a promise that resolves' },
        got: { words: settled ? `${settled.outcome}: ${sayValue(settled.value)}` : 'nothing' },
        ...(settled ? { sentence: 'close returns a promise, and that resolves.' } : stillHeld),
      }
    })
  }
}

/** How many are there, and the first of them. */
function sayWaiting(waiting: readonly SocketRow[]): Pick<Failure, 'expected' | 'got'> {
  const [first] = waiting
  const pair = first && `${first.localAddress}:${first.localPort}, peer port ${first.remotePort}`
  const more = waiting.length > 1 ? `the first: ${pair}` : pair
  return {
    expected: { words: 'no socket of the store in CLOSE_WAIT' },
    got: { words: `${waiting.length} in CLOSE_WAIT (${more})` },
  }
}

const notClosed: Mistake = {
  sentence:
    'The FIN of the client has come, and the program has not closed its end. The kernel waits for that as long as the program runs, and each such socket holds a descriptor.',
  mistake: 'close-wait',
}

const stillHeld: Mistake = {
  sentence:
    'close() waits for a connection that nobody needs any more: the client has left, and the program still holds a descriptor for it.',
  mistake: 'still-held',
}

const closedTheServer: Mistake = {
  sentence:
    'A client has left, and since then nobody can connect: with its connection the server itself was closed. socket.end() ends one conversation, server.close() the whole store.',
  mistake: 'closed-the-server',
}
