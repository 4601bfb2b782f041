import type { CasePlan, Peer } from '@socket-labs/grade'
import { storeCase, word } from './close-8-leaving.ts'
import type { Mistake, Store } from './close-8-store.ts'

/** Longer than anything here waits for: a clock that ends a connection sooner is seen, and a later one too late. */
const silenceMs = 600

const eachWay = 6

/** What a client writes before it closes both halves at once, as a program does that ends. */
const lastWords = {
  'as soon as they have asked': 'SET a 1\n',
  'without a word': '',
  'with ten answers to come': 'GET a\n'.repeat(10),
  'in the middle of a request': 'SET b 2',
  'refused with ERROR': 'DELETE a\n',
}

const crowd = storeCase(
  'many clients leave, each on its way, and one that is silent stays',
  async (store, run) => {
    const silent = await store.connect('a silent client')
    const silentFromMs = performance.now()
    await run.act('it writes "GET " and thinks', () => silent.write('GET '))
    for (const [way, words] of Object.entries(lastWords)) {
      await run.act(`${eachWay} clients leave ${way}`, () => leave(store, words))
    }
    await store.leavesNothing()
    await run.act(`it has been silent for ${silenceMs} ms`, () => until(silentFromMs + silenceMs))
    await run.step('it writes the rest of its request: "a"', '"1"', async () => {
      await silent.write('a\n')
      return silent.hears({ text: '1\n', isEnd: false, ifShort: silentIsNotGone })
    })
    await silent.asksAndEnds('', 'the end of the stream', { text: '' })
    const next = await store.connect('the next client')
    await next.asks('GET b', 'NONE', { ifOther: keptHalf })
    await next.asksAndEnds('', 'the end of the stream', { text: '' })
  },
)

const silentIsNotGone: Mistake = {
  sentence:
    'This client was silent, and had not left: its connection was ended by a clock. Only the end of the stream, or a reset, says that somebody has gone.',
  mistake: 'silent-means-gone',
}

const keptHalf: Mistake = {
  sentence: 'Half a request, "SET b", was carried out when its client had left.',
  mistake: 'answers-half-a-request',
}

async function leave(store: Store, words: string): Promise<void> {
  const peers: Peer[] = []
  for (let count = 0; count < eachWay; count++) peers.push(await store.dial())
  for (const peer of peers) {
    if (words !== '') await peer.write(Buffer.from(words))
    peer.close()
  }
  store.countLeft(eachWay)
}

function until(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs - performance.now()))
}

const mebibyte = 1024 * 1024
/** More than the kernel's buffers hold, together: the rest waits in the store's memory. */
const answersLate = 10

const lateReader = storeCase(
  'a client that ends its half first and reads later still gets everything',
  async (store, run) => {
    const client = await store.connect()
    const text = word(run)
      .slice(0, 4)
      .repeat(mebibyte / 4)
    await run.act('it sets a text of 1 MiB', () => client.write(`SET big ${text}\n`))
    await run.step('it reads', '"OK"', () => client.hears({ text: 'OK\n', isEnd: false }))
    await run.act(`it asks for it ${answersLate} times, and ends its half`, async () => {
      await client.write('GET big\n'.repeat(answersLate))
      await pauseReading(client.peer)
      await client.peer.end()
      store.countLeft()
      await until(performance.now() + silenceMs)
    })
    await run.step('then it reads', `${answersLate} MiB, then the end`, async () => {
      await resumeReading(client.peer)
      const answers = `${text}\n`.repeat(answersLate)
      return client.hears({ text: answers, isEnd: true, ifShort: thrownAway })
    })
  },
)

const thrownAway: Mistake = {
  sentence:
    'The connection was closed with answers that had not been sent yet. destroy throws away what is still queued; end sends it first, however slowly the client reads.',
  mistake: 'throws-away',
}

async function pauseReading(peer: Peer): Promise<void> {
  const socket = await peer.socket
  socket.pause()
}

async function resumeReading(peer: Peer): Promise<void> {
  const socket = await peer.socket
  socket.resume()
}

/** Many at once, and one that takes its time. */
export const crowds: CasePlan[] = [crowd, lateReader]
