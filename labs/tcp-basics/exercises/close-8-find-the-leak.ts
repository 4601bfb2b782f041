import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A store that is running. */
export interface Store {
  port: number
  /** Accepts nobody any more; resolves when the last connection is gone. */
  close(): Promise<void>
}

/**
 * Starts a store of short texts. It has run for a week, and since this morning nobody can connect to it:
 *
 *     $ ss -tan 'sport = :4711' | grep -c CLOSE-WAIT
 *     1009
 *
 * CLOSE_WAIT: the client has closed, its FIN was received, and now the kernel waits for our program to close
 * as well. No timer ends that. Each of these connections holds a descriptor, and there are 1024.
 * Most clients leave without a trace. Which ones do not? Find the ways on which the store forgets to
 * close, and mend them.
 *
 * A request is a line, and so is its answer; answers come in the order of the requests.
 *
 *     SET key text      answered by  OK
 *     GET key           answered by  the text, or NONE
 *     anything else     answered by  ERROR, and then the store ends the connection
 *
 * What must hold:
 *
 * - **Nothing is left of a client that has left**, however it left: after its last answer, in the middle
 *   of a request, before the first one, while it is being answered, refused with ERROR, by a reset.
 * - **Every whole request is answered** in full, and then comes the end of the stream, also when the
 *   client has ended its half long before (`nc -N`), or reads its answers late.
 * - **Half a request is none**: what the end of the stream cuts off gets no answer.
 * - **After ERROR** nothing more is answered. Whatever that client goes on sending is read and thrown
 *   away: bytes that nobody has read turn the close into a reset, and a reset may take ERROR with it.
 * - **A client that is silent has not left.** It may think for as long as it likes, in the middle of a
 *   request too: no clock can tell the two apart.
 * - The store goes on for everybody else. `close` is as it should be.
 */
export function startStore(): Promise<Store> {
  const texts = new Map<string, string>()

  /** Looking up takes a moment, as on a disk. Undefined for what is no request. */
  async function answerTo(request: string): Promise<string | undefined> {
    await delay(5)
    const [, verb, key = '', text] = /^(GET|SET) (\S+)(?: (.*))?$/.exec(request) ?? []
    if (verb === 'SET' && text !== undefined) return texts.set(key, text) && 'OK'
    if (verb === 'GET' && text === undefined) return texts.get(key) ?? 'NONE'
    return undefined
  }

  function serve(socket: Socket): void {
    const requests: string[] = []
    let rest = ''
    let isAnswering = false

    async function answerAll(): Promise<void> {
      isAnswering = true
      for (let next = requests.shift(); next !== undefined; next = requests.shift()) {
        const answer = await answerTo(next)
        if (answer === undefined) {
          socket.write('ERROR\n')
          socket.pause()
          return
        }
        socket.write(`${answer}\n`)
      }
      isAnswering = false
    }

    socket.setEncoding('utf8')
    socket.on('data', (piece: string) => {
      const lines = (rest + piece).split('\n')
      rest = lines.pop() as string
      requests.push(...lines)
      if (!isAnswering) void answerAll()
    })
    // TODO: find the clients for whom this is not enough.
    socket.on('end', () => {
      if (!isAnswering && rest === '') socket.end()
    })
    // A reset ends this connection only: 'close' follows.
    socket.on('error', () => {})
  }

  // Else Node would end our half as soon as the client has ended its own.
  const server = createServer({ allowHalfOpen: true }, serve)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const close = () => new Promise<void>((closed) => server.close(() => closed()))
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port, close })
    })
  })
}
