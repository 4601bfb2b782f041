import { type CasePlan, type CaseRun, type Failure, gradeExercise } from '@socket-labs/grade'
import { closing } from './data-5-closing.ts'
import { type Client, Echoing } from './data-5-echoing.ts'
import { greedyClient, lateReader } from './data-5-greedy-client.ts'
import { otherProgram } from './data-5-other-program.ts'

const oneMessage: CasePlan = {
  title: 'what a client sends comes back',
  async run(run) {
    const echoing = await Echoing.start(run)
    const client = await echoing.connect('a client')
    await client.exchange(run.random.letters(run.random.between(5, 9)))
    await leave(run, [client])
    await echoing.close()
  },
}

const severalMessages: CasePlan = {
  title: 'a client may send as often as it likes',
  async run(run) {
    const echoing = await Echoing.start(run)
    const client = await echoing.connect('a client')
    for (let i = 0; i < 3; i++) {
      await client.exchange(run.random.letters(run.random.between(4, 8)))
    }
    await leave(run, [client])
    await echoing.close()
  },
}

const notText: CasePlan = {
  title: 'bytes are not text: any byte may come, and a character may be cut',
  async run(run) {
    const echoing = await Echoing.start(run)
    const client = await echoing.connect('a client')
    const price = Buffer.from(run.random.pick(['5 €', '7 ₤', '9 ₿']))
    const inside = price.length - run.random.between(1, 2)
    await client.write(price.subarray(0, inside), '', async () => undefined)
    await client.exchange(price.subarray(inside))
    await client.exchange(Uint8Array.of(0xff, 0x00, 0x80, ...run.random.bytes(4)))
    await leave(run, [client])
    await echoing.close()
  },
}

const manyClients: CasePlan = {
  title: 'several clients are served at once, and each gets its own bytes',
  async run(run) {
    const echoing = await Echoing.start(run)
    const clients = []
    for (const name of ['client A', 'client B', 'client C']) {
      clients.push(await echoing.connect(name))
    }
    for (let round = 0; round < 2; round++) {
      for (const client of clients) await client.exchange(run.random.letters(8))
    }
    await leave(run, clients)
    await echoing.close()
  },
}

const twoServers: CasePlan = {
  title: 'two servers can run at the same time',
  async run(run) {
    const first = await Echoing.start(run)
    let second: Echoing | undefined
    try {
      second = await Echoing.start(run)
    } catch (error) {
      throw hardCodedPort(run, first, error)
    }
    const client = await second.connect('a client of the second')
    await client.exchange(run.random.letters(6))
    await leave(run, [client])
    await second.close()
    await first.close()
  },
}

/** The same failure with a sentence of its own where the port was taken: by the first server. */
function hardCodedPort(run: CaseRun, first: Echoing, error: unknown): unknown {
  const { failure } = (error ?? {}) as { failure?: Failure }
  const got = failure && 'words' in failure.got ? failure.got.words : ''
  if (!failure || !(got.includes('EADDRINUSE') || got.includes('pending'))) return error
  const { settleMs } = run.limits
  failure.sentence = got.includes('EADDRINUSE')
    ? `The second server asks for port ${first.port} too, a port that is written in the program. Ask for port 0: the system then chooses one that is free.`
    : `The second server did not start in ${settleMs} ms, while the first listens on port ${first.port}. An 'error' of the server must reject the promise.`
  failure.mistake = 'hard-coded-port'
  return error
}

const endsFirst: CasePlan = {
  title: 'a client that ends its half first gets everything, and then the end',
  async run(run) {
    const echoing = await Echoing.start(run)
    const client = await echoing.connect('a client')
    const bytes = run.random.letters(run.random.between(5, 9))
    await client.write(bytes, '', async () => undefined)
    await run.step('it ends its half', 'everything comes back, then the end', async () => {
      await client.peer.end()
      return client.checkEnd()
    })
    await echoing.close()
  },
}

const resets: CasePlan = {
  title: 'a client that resets its connection disturbs nobody',
  async run(run) {
    const echoing = await Echoing.start(run)
    const other = await echoing.connect('client A')
    const client = await echoing.connect('client B')
    await client.exchange(run.random.letters(5))
    await run.step('client B resets its connection', 'the program goes on', async () => {
      await client.peer.reset()
      // The reset has come when a connection that was made after it is answered.
      await run.quiet()
      return undefined
    })
    const next = await echoing.connect('client C')
    await next.exchange(run.random.letters(6))
    await other.exchange(run.random.letters(7))
    await leave(run, [other, next])
    await echoing.close()
  },
}

/** The clients go, so that nothing is left for `close` to end. */
async function leave(run: CaseRun, clients: Client[]): Promise<void> {
  await run.act(clients.length === 1 ? 'the client leaves' : 'the clients leave', async () => {
    for (const { peer } of clients) peer.close()
    await run.quiet()
  })
}

export default gradeExercise(import.meta.url, {
  fact: 'data-5',
  kind: 'server',
  shows:
    'a write that succeeded was copied into the local kernel: only an answer proves that somebody read it',
  notebook: { file: '02-a-stream-of-bytes', heading: '2. The write has succeeded (data-5)' },
  exports: ['startEcho'],
  cases: [
    oneMessage,
    severalMessages,
    notText,
    manyClients,
    twoServers,
    endsFirst,
    resets,
    lateReader,
    greedyClient,
    ...closing,
    otherProgram,
  ],
})
