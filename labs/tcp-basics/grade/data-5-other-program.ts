import { type CasePlan, type CaseRun, type Failure, firstDifference } from '@socket-labs/grade'
import { count, Echoing } from './data-5-echoing.ts'

/** As `nc -N` does: sends what it is given, ends its half, and prints what comes until the end. */
const inPython = `
import socket, sys, threading
peer = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
def send():
    peer.sendall(sys.stdin.buffer.read())
    peer.shutdown(socket.SHUT_WR)
threading.Thread(target=send).start()
while True:
    piece = peer.recv(65536)
    if not piece: break
    sys.stdout.buffer.write(piece)
`

const programs: { name: string; command: (port: number) => string[] }[] = [
  { name: 'nc -N', command: (port) => ['nc', '-N', '127.0.0.1', `${port}`] },
  { name: 'python3', command: (port) => ['python3', '-c', inPython, `${port}`] },
]

/** The same as before, with a client that nobody here wrote: the first of them that is installed. */
export const otherProgram: CasePlan = {
  title: 'a client that nobody here wrote gets its bytes back (nc, else python3)',
  async run(run) {
    const echoing = await Echoing.start(run)
    const bytes = run.random.bytes(run.random.between(100_000, 200_000))
    for (const { name, command } of programs) {
      const action = `${name} sends ${count(bytes.length)} and ends its half`
      if (await tryProgram(run, action, command(echoing.port), bytes)) return echoing.close()
    }
    await run.act('neither nc -N nor python3 can be used here: left out', async () => {})
    await echoing.close()
  },
}

/** False when the program cannot be used here; the step is then no part of the story. */
async function tryProgram(
  run: CaseRun,
  action: string,
  command: string[],
  bytes: Uint8Array,
): Promise<boolean> {
  if (!(await isUsable(run, command))) return false
  await run.step(action, 'it prints the same bytes, and ends', async () => {
    const ended = await run.runProgram(command, bytes)
    await run.quiet()
    return ended && judge(ended, bytes)
  })
  return true
}

/** Some programs called nc do not know -N. */
async function isUsable(run: CaseRun, command: string[]): Promise<boolean> {
  const isNetcat = command[0] === 'nc'
  const asked = isNetcat ? ['nc', '-h'] : ['python3', '--version']
  const ended = await run.runProgram(asked, new Uint8Array())
  if (ended === undefined) return false
  return isNetcat ? /-[a-zA-Z46]*N/.test(`${ended.stdout}${ended.stderr}`) : ended.status === 0
}

function judge(
  { status, stdout, stderr }: { status: number | null; stdout: Uint8Array; stderr: string },
  bytes: Uint8Array,
): Failure | undefined {
  const at = firstDifference(bytes, stdout)
  if (status === 0 && at === undefined) return undefined
  const end = status === null ? 'it had not ended after 4 s' : `exit status ${status}`
  const said = stderr.trim() === '' ? '' : `; it said: ${stderr.trim().slice(0, 100)}`
  return {
    expected: { words: `${count(bytes.length)} printed, exit status 0` },
    got: { words: `${count(stdout.length)} printed, ${end}${said}` },
    sentence:
      at === undefined
        ? 'It got all its bytes and still waits: the server does not end its half of the connection.'
        : 'It did not get back what it sent.',
    mistake: at === undefined ? 'never-ends' : 'other-program',
  }
}
