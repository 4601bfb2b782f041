/**
 * Wrong: relies on keep-alive to find out who has left.
 * Must get: 'end' is emitted once
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface Store {
  port: number
  close(): Promise<void>
}

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
    let isRefused = false

    async function answerAll(): Promise<void> {
      isAnswering = true
      for (let next = requests.shift(); next !== undefined; next = requests.shift()) {
        const answer = await answerTo(next)
        if (answer === undefined) {
          isRefused = true
          socket.end('ERROR\n')
          return
        }
        socket.write(`${answer}\n`)
      }
      isAnswering = false
    }

    socket.setEncoding('utf8')
    socket.setKeepAlive(true, 1000)
    socket.on('data', (piece: string) => {
      // It goes on being read: who does not read does not hear the end either.
      if (isRefused) return
      const lines = (rest + piece).split('\n')
      rest = lines.pop() as string
      requests.push(...lines)
      if (!isAnswering) void answerAll()
    })
    socket.on('end', () => {
      if (!isAnswering) socket.end()
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
