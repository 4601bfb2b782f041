import type { ScenarioContext } from '@socket-labs/lab'
import { PosixSocket, SockDiag, type SocketAddress, type TcpState } from '@socket-labs/system'
import { textOf } from './address-text.ts'
import { readWithEach, type Standing, stateInList } from './state-1-instruments.ts'

/** Small buffers are soon full. */
const bufferBytes = 32 * 1024
const patienceMs = 15_000

/** One end of a connection, and how to find it in the kernel's list. */
type End = Omit<Standing, 'state'>

/** The sockets of the experiment on loopback, and the ways to stop them in a state. */
export class LoopbackStage {
  readonly #ctx: ScenarioContext
  readonly #lookout = { diag: new SockDiag(), run: <T>(body: () => T): T => body() }
  readonly #sockets: PosixSocket[] = []
  readonly #known = new Map<string, TcpState>()

  constructor(ctx: ScenarioContext) {
    this.#ctx = ctx
  }

  /** A TCP socket with small buffers, which an accepted one inherits from its listener. */
  socket(): PosixSocket {
    const socket = this.#keep(PosixSocket.tcp())
    socket.setOption('sendBufferBytes', bufferBytes)
    socket.setOption('receiveBufferBytes', bufferBytes)
    return socket
  }

  connect(to: PosixSocket): PosixSocket {
    const socket = this.socket()
    socket.connect(to.localAddress())
    return socket
  }

  async accept(listener: PosixSocket): Promise<PosixSocket> {
    return this.#keep(await listener.accepted(patienceMs))
  }

  #keep(socket: PosixSocket): PosixSocket {
    this.#sockets.push(socket)
    return socket
  }

  /** Waits until the end is there, writes its state down, and reads it with every instrument. */
  async stands(end: End, state: TcpState, trigger: string): Promise<void> {
    await this.moves(end, state, trigger)
    await this.read(end, state)
  }

  /** Reads an end with every instrument. */
  async read(end: End, state: TcpState): Promise<void> {
    await readWithEach(this.#ctx, this.#lookout, { ...end, state })
  }

  /** Waits until the end is there, and writes its state down. */
  async moves({ socket, at, conn, local, remote }: End, to: TcpState, trigger: string) {
    const now = () => stateInList(this.#lookout, { local, remote }) ?? socket?.state()
    await this.#ctx.waitFor(`the ${at} to be in ${to}`, () => now() === to, patienceMs)
    const ends = { local: textOf(local), ...(remote && { remote: textOf(remote) }) }
    const key = Object.values(ends).join()
    const from = this.#known.get(key) ?? (at === 'server' && remote ? 'LISTEN' : 'CLOSED')
    this.#known.set(key, to)
    const change = { at, from, to, trigger, ...ends, ...(conn && { conn }) }
    this.#ctx.record({ kind: 'tcp.state', origin: 'polled', ...change })
  }

  /** Resolves when a connection waits to be accepted. */
  async queued(listener: PosixSocket): Promise<void> {
    const { port } = listener.localAddress()
    const isQueued = () =>
      this.#lookout.diag
        .dump({ states: ['LISTEN'] })
        .some(({ local, listen }) => local.port === port && listen?.queued === 1)
    await this.#ctx.waitFor('a connection in the accept queue', isQueued, patienceMs)
  }

  /** Writes until nothing more goes: all that was sent is acknowledged, and the window is too small for the rest. */
  async fill(socket: PosixSocket): Promise<void> {
    const isFull = () => {
      while (socket.send(new Uint8Array(4096)) !== undefined) {}
      const waiting = socket.notSentBytes()
      const window = socket.tcpInfo().sndWindowBytes ?? 0
      return waiting > window && socket.unsentBytes() === waiting
    }
    await this.#ctx.waitFor("the other end's buffer to be full", isFull, patienceMs)
  }

  /** Reads up to the end of the stream. */
  async drain(socket: PosixSocket): Promise<void> {
    while ((await socket.received(65_536, patienceMs)).length > 0) {}
  }

  /** Ends connections by a RST, which leaves nothing behind. */
  abort(...sockets: PosixSocket[]): void {
    for (const socket of sockets) {
      if (socket.fd >= 0) socket.setOption('lingerSeconds', 0)
      socket.close()
    }
  }

  clear(): void {
    this.abort(...this.#sockets)
    this.#lookout.diag.close()
  }
}

/** The two ends of a connection between these addresses. `server` is absent while no program has it. */
export function endsOf(
  conn: string,
  client: PosixSocket,
  { address, server }: { address: SocketAddress; server?: PosixSocket | undefined },
): { client: End; server: End } {
  const [local, remote] = [client.localAddress(), address]
  return {
    client: { conn, at: 'client', socket: client, local, remote },
    server: { conn, at: 'server', socket: server, local: remote, remote: local },
  }
}
