import type { CasePlan, CaseRun } from '@socket-labs/grade'
import { type Mistake, Store } from './close-8-store.ts'

/** A case with a store of its own, which is closed at its end. */
export function storeCase(
  title: string,
  happens: (store: Store, run: CaseRun) => Promise<void>,
): CasePlan {
  return {
    title,
    async run(run) {
      const store = await Store.start(run)
      await happens(store, run)
      await store.close()
    },
  }
}

export function word({ random }: CaseRun): string {
  return Buffer.from(random.letters(random.between(4, 8))).toString()
}

const waits = storeCase(
  'a client that waits for its answers, and then leaves',
  async (store, run) => {
    const client = await store.connect()
    const [key, text] = [word(run), `${word(run)} ${word(run)}`]
    await client.asks(`SET ${key} ${text}`, 'OK')
    await client.asks(`GET ${key}`, text)
    await client.asks(`GET ${key}s`, 'NONE')
    await client.asksAndEnds('', 'the end of the stream', { text: '' })
    await store.leavesNothing()
  },
)

const asksAndEnds = storeCase(
  'a client that ends its half behind its last request gets every answer, and then the end',
  async (store, run) => {
    const client = await store.connect()
    const text = word(run)
    const count = run.random.between(9, 12)
    const requests = `SET a ${text}\n${'GET a\n'.repeat(count)}`
    const answers = `OK\n${`${text}\n`.repeat(count)}`
    await client.asksAndEnds(requests, `${count + 1} answers, then the end`, {
      text: answers,
      ifOpen: whileAnswering,
    })
  },
)

const whileAnswering: Mistake = {
  sentence:
    "The end came while the store was still answering. 'end' is emitted once: whoever cannot close yet has to remember it, and close after the last answer.",
  mistake: 'leaks-while-answering',
}

const halfARequest = storeCase(
  'a client that leaves in the middle of a request',
  async (store, run) => {
    const text = word(run)
    const client = await store.connect()
    await client.asks(`SET a ${text}`, 'OK')
    const nothingMore = { text: '', ifOpen: inTheMiddle, ifOther: halfIsNone }
    await client.asksAndEnds('GET a', 'no answer, but the end', nothingMore)
    const other = await store.connect('another client')
    const oneAnswer = { text: `${text}\n`, ifOpen: inTheMiddle, ifOther: halfIsNone }
    await other.asksAndEnds('GET a\nGET', 'one answer, then the end', oneAnswer)
  },
)

const inTheMiddle: Mistake = {
  sentence:
    'The client has left in the middle of a request, and the store waits for the rest. After the end of the stream nothing comes any more: half a request is no reason to stay.',
  mistake: 'leaks-half-a-request',
}

const halfIsNone: Mistake = {
  sentence:
    'Half a request was answered. Its line had no end: nobody knows what the client was going to write. SET a 10 may have been cut from SET a 1000.',
  mistake: 'answers-half-a-request',
}

const silent = storeCase('a client that leaves without a word', async (store) => {
  const client = await store.connect()
  await client.asksAndEnds('', 'the end of the stream', { text: '' })
})

const refused = storeCase(
  'a client that is refused hears ERROR and the end, and nothing of it is left',
  async (store, run) => {
    const client = await store.connect()
    const mistakes = { ifOpen: notRead, ifOther: answersOn }
    const hears = { text: 'ERROR\n', ...mistakes }
    await client.asksAndEnds(`DELETE ${word(run)}\n`, '"ERROR", then the end', hears)
    const other = await store.connect('another client')
    await run.step('it writes "DELETE a" and "GET a"', '"ERROR", then the end', async () => {
      await other.write('DELETE a\nGET a\n')
      return other.hears({ ...hears, isEnd: true })
    })
    await run.step(`it goes on writing, ${restBytes} bytes`, 'all of it is taken', () =>
      other.writesOn('x'.repeat(restBytes / 3)),
    )
    await run.act('it leaves', async () => {
      other.peer.close()
      store.countLeft()
    })
  },
)

/** More than is read in one go, each third of it. */
const restBytes = 300_000

const notRead: Mistake = {
  sentence:
    'After ERROR the store has neither ended its half nor read on. Who does not read does not hear the end of the stream either: it waits in the kernel behind what was not read.',
  mistake: 'leaks-the-refused',
}

const answersOn: Mistake = {
  sentence: 'After ERROR the store went on. It is its last answer on this connection.',
  mistake: 'answers-after-error',
}

const resets = storeCase('a client that resets its connection', async (store, run) => {
  const other = await store.connect('client A')
  const client = await store.connect('client B')
  await client.asks(`SET a ${word(run)}`, 'OK')
  const refusedOne = await store.connect('client C')
  await refusedOne.asks('DELETE a', 'ERROR')
  await run.step('client B asks, and resets; client C resets', 'the program goes on', async () => {
    await client.write('GET a\nGET a\n')
    await Promise.all([client.peer.reset(), refusedOne.peer.reset()])
    store.countLeft(2)
    await run.quiet()
    return undefined
  })
  await other.asks(`GET ${word(run)}`, 'NONE')
  await other.asksAndEnds('', 'the end of the stream', { text: '' })
})

/** One client at a time, each on its own way. */
export const leaving: CasePlan[] = [waits, silent, asksAndEnds, halfARequest, refused, resets]
