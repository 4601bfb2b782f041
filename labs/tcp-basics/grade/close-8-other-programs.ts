import type { CaseRun, Failure } from '@socket-labs/grade'
import { storeCase, word } from './close-8-leaving.ts'
import type { Store } from './close-8-store.ts'

/** Leaves as programs do that end where they stand: no shutdown, no waiting, half a request under way. */
const inPython = `
import socket, sys
for words in sys.argv[2:]:
    peer = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
    peer.sendall(words.encode())
    peer.close()
`

export const otherPrograms = storeCase(
  'programs that nobody here wrote: nc asks and listens, python3 asks and goes',
  async (store, run) => {
    const text = word(run)
    await netcat(store, `SET a ${text}\nGET a\n`, `OK\n${text}\n`)
    await python(store, ['GET a\n', 'GET a\nGET', 'DELETE a\n', ''])
    await store.leavesNothing()
    const client = await store.connect()
    await client.asks('GET c', 'NONE')
    await client.asksAndEnds('', 'the end of the stream', { text: '' })
  },
)

async function netcat(store: Store, requests: string, answers: string): Promise<void> {
  const { run } = store
  const help = await run.runProgram(['nc', '-h'], new Uint8Array())
  // Some programs called nc do not know -N.
  if (!help || !/-[a-zA-Z46]*N/.test(`${help.stdout}${help.stderr}`)) {
    return run.act('nc -N cannot be used here: left out', async () => {})
  }
  await run.step(
    `nc -N writes ${JSON.stringify(requests)}`,
    'it prints the answers, and ends',
    () => talk(run, store, requests, answers),
  )
}

/** Longer than a busy machine needs to start it. */
const withinS = 2

async function talk(
  run: CaseRun,
  store: Store,
  requests: string,
  answers: string,
): Promise<Failure | undefined> {
  const command = ['nc', '-N', '127.0.0.1', `${store.port}`]
  const input = Buffer.from(requests)
  const ended =
    (await run.runProgram(['timeout', `${withinS}`, ...command], input)) ??
    (await run.runProgram(command, input))
  store.countLeft()
  await run.quiet()
  const printed = ended?.stdout.toString() ?? ''
  if (ended?.status === 0 && printed === answers) return undefined
  return {
    expected: { words: `${JSON.stringify(answers)}, exit status 0` },
    got: { words: `${JSON.stringify(printed.slice(0, 100))}, ${sayEnd(ended?.status)}` },
    sentence:
      printed === answers
        ? 'It got its answers and still waits: the store does not end its half of the connection.'
        : 'It asked, ended its half, and did not get the answers.',
    mistake: printed === answers ? 'never-ends' : 'other-program',
  }
}

/** 124 is how timeout says that it had to end the program. */
function sayEnd(status: number | null | undefined): string {
  const isOver = status === 124 || status === null
  return isOver ? 'and it had not ended by itself' : `exit status ${status}`
}

async function python(store: Store, words: readonly string[]): Promise<void> {
  const { run } = store
  const command = ['python3', '-I', '-S', '-c', inPython, `${store.port}`, ...words]
  const asked = await run.runProgram(['python3', '--version'], new Uint8Array())
  if (asked?.status !== 0) return run.act('python3 cannot be used here: left out', async () => {})
  await run.act(`python3 writes, and closes at once: ${words.length} times`, async () => {
    await run.runProgram(command, new Uint8Array())
    store.countLeft(words.length)
  })
}
