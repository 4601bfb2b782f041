import {
  type CasePlan,
  type CaseRun,
  type Failure,
  sayMs,
  tellNobodyListens,
} from '@socket-labs/grade'
import { type Client, Echoing, sayPending } from './data-5-echoing.ts'

const whileConnected: CasePlan = {
  title: 'close() ends the connections that are still open',
  async run(run) {
    const echoing = await Echoing.start(run)
    const client = await echoing.connect('a client')
    await client.exchange(run.random.letters(6))
    await run.step('close(), while it is connected', 'it resolves', async () => {
      const failure = await echoing.checkClose()
      return failure?.mistake === 'close-never-settles' ? waitsForClients(run, client) : failure
    })
    await run.step('the client reads', 'the connection has ended', async () => {
      const { standing } = await client.peer.receive(Number.POSITIVE_INFINITY, run.limits.settleMs)
      return standing === 'open' ? stillConnected(run) : undefined
    })
  },
}

/** Names the mistake only where `close` had settled once the client was gone. */
async function waitsForClients(run: CaseRun, client: Client): Promise<Failure> {
  client.peer.close()
  return {
    expected: { words: 'a promise that resolves' },
    got: { words: sayPending(run) },
    sentence:
      'close() waits for its clients to leave, and a client may stay for ever. server.close() stops accepting; it does not end the connections that are open.',
    mistake: 'waits-for-clients',
  }
}

function stillConnected(run: CaseRun): Failure {
  return {
    expected: { words: 'the end of the stream, or a reset' },
    got: { words: `nothing in ${sayMs(run.limits.settleMs)}; the connection is open` },
    sentence: 'close() resolved, and the connection is still there: nobody told the client.',
    mistake: 'leaves-connections',
  }
}

const nothingLeft: CasePlan = {
  title: 'after close() nothing of the server is left',
  async run(run) {
    const echoing = await Echoing.start(run)
    await echoing.close()
    await tellNobodyListens(run, echoing.port)
  },
}

/** What `close` must do. */
export const closing: CasePlan[] = [whileConnected, nothingLeft]
