import { type CaseRun, type Failure, sayMs } from '@socket-labs/grade'
import { type Guest, roomCase, word } from './frame-8-chat-room.ts'

/**
 * A client written from the drawing over `startChat`, and from nothing else. Its words are a port, a name,
 * and what it does one after the other: `-` hears a frame and prints it, anything else is said.
 */
const inPython = `
import socket, struct, sys
peer = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
def exactly(count):
    got = b''
    while len(got) < count:
        piece = peer.recv(count - len(got))
        if not piece: sys.exit(f'{len(got)} of {count} bytes came, then the end')
        got += piece
    return got
def say(text):
    peer.sendall(struct.pack('>I', len(text.encode())) + text.encode())
def hear():
    (length,) = struct.unpack('>I', exactly(4))
    print(exactly(length).decode(), flush=True)
sys.stdout.reconfigure(encoding='utf-8')
for word in sys.argv[2:]:
    if word == '-': hear()
    else: say(word)
peer.shutdown(socket.SHUT_WR)
while peer.recv(65536): pass
`

export const pythonClients = roomCase(
  'two clients in Python, written from the drawing alone, talk to each other',
  async (room, run) => {
    const asked = run.runProgram(['python3', '--version'], new Uint8Array())
    const guest = await room.join('Guest')
    if ((await asked)?.status === 0) await talk(run, guest, room.port)
    else await run.act('python3 cannot be used here: left out', async () => {})
  },
)

/** Starting Python takes longer than an answer. */
const withinMs = 2500

/** The grader is in the room too: so it knows when the first is in, and may start the second. */
async function talk(run: CaseRun, guest: Guest, port: number): Promise<void> {
  const [hello, question, answer] = [word(run), `${word(run)} 吗？`, `${word(run)}, 好`]
  const start = (name: string, ...does: string[]) =>
    run.runProgram(
      ['python3', '-I', '-S', '-c', inPython, `${port}`, name, ...does],
      new Uint8Array(),
    )
  let ends: ReturnType<typeof start>[] = []
  await run.step(
    `python3 joins as Li and says ${JSON.stringify(hello)}`,
    `${guest.name} hears it`,
    () => {
      ends = [start('Li', hello, '-', answer)]
      return guest.hears([`Li: ${hello}`], { speaker: 'Li', withinMs })
    },
  )
  await run.step(
    `python3 joins as Mei and says ${JSON.stringify(question)}; Li answers`,
    `${guest.name} hears both`,
    () => {
      ends.push(start('Mei', question, '-'))
      // The answer may be there as soon as the question: they are one look.
      return guest.hears([`Mei: ${question}`, `Li: ${answer}`], { speaker: 'Mei', withinMs })
    },
  )
  await run.step('both end their half', 'each printed what it heard, and ended', async () => {
    const [li, mei] = await Promise.all(ends)
    return judge('Li', `Mei: ${question}`, li) ?? judge('Mei', `Li: ${answer}`, mei)
  })
}

type Ended = Awaited<ReturnType<CaseRun['runProgram']>>

function judge(name: string, heard: string, ended: Ended): Failure | undefined {
  const printed = ended?.stdout.toString().trim() ?? ''
  if (ended?.status === 0 && printed === heard) return undefined
  const end = ended?.status === null ? `it had not ended after ${sayMs(4000)}` : 'it gave up'
  const said = ended?.stderr.trim().slice(0, 100) ?? ''
  return {
    expected: { words: `${name} prints ${JSON.stringify(heard)}, exit status 0` },
    got: { words: `${JSON.stringify(printed)}; ${end}${said && `: ${said}`}` },
    sentence:
      printed === heard
        ? `${name} heard everything, ended its half, and still waits for the end of the stream.`
        : `${name} follows the drawing to the letter, and did not understand the server.`,
    mistake: 'other-program',
  }
}
