import { once } from 'node:events'
import net from 'node:net'
import { readSocketTable, type SocketRow } from '@socket-labs/system'
import type { Event, State } from './state-1-table.ts'

/** One end of a real connection: what has happened to it, and where the kernel says that it is now. */
export interface KernelWalk {
  what: string
  start: State
  events: readonly Event[]
  state: State
  /** The state as `/proc/net/tcp` writes it; `not listed` for a socket that is gone. */
  word: string
}

/** Both ends. */
interface Connection {
  client: net.Socket
  peer: net.Socket
}

/** A socket by its ports: what remains in the kernel when the program has closed it. */
type Ports = Pick<SocketRow, 'localPort' | 'remotePort'>

/** What is to be seen. */
export type Course = Pick<KernelWalk, 'what' | 'start' | 'events' | 'state'>

const findMs = 1000
const lookMs = 10
const pieceBytes = 64 * 1024
/** More than is ever on its way on loopback. */
const heldBackBytes = 64 * 1024
const mostPieces = 128

/** The grader's own server and sockets. Nobody reads before `resume` is called. */
export class Walker {
  readonly #sockets: net.Socket[] = []
  readonly #server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true })

  async listen(): Promise<number> {
    if (!this.#server.listening) {
      this.#server.listen(0, '127.0.0.1')
      await once(this.#server, 'listening')
    }
    return (this.#server.address() as net.AddressInfo).port
  }

  async dial(): Promise<Connection> {
    const port = await this.listen()
    const accepted = once(this.#server, 'connection')
    const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }).pause()
    this.#sockets.push(client.on('error', () => {}))
    await once(client, 'connect')
    const [peer] = (await accepted) as [net.Socket]
    this.#sockets.push(peer.on('error', () => {}))
    return { client, peer }
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }
}

/** Take them while the socket is open: a closed one has none. */
export function portsOf({ localPort = 0, remotePort = 0 }: net.Socket): Ports {
  return { localPort, remotePort }
}

/**
 * Writes to somebody who does not read, until its kernel takes no more: what is written then, and a FIN
 * after it, has to wait in the kernel here.
 */
export async function fill(socket: net.Socket): Promise<void> {
  const piece = Buffer.alloc(pieceBytes)
  const { localPort, remotePort } = portsOf(socket)
  const other = { localPort: remotePort, remotePort: localPort }
  for (let count = 1; count <= mostPieces; count++) {
    await taken(socket, piece)
    const arrivedBytes = rowOf(other)?.receiveQueueBytes ?? 0
    if (count * pieceBytes - arrivedBytes >= heldBackBytes) return
  }
  throw new Error('the kernel took everything, so no FIN had to wait')
}

/** Resolves when the kernel has the bytes; rejects when it does not take them. */
function taken(socket: net.Socket, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const why = new Error('the kernel did not take what a FIN should wait behind')
    const timer = setTimeout(reject, findMs, why)
    socket.write(piece, () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Waits until the kernel shows the end there; rejects when it does not come to be. */
export async function seen(ports: Ports, end: Course): Promise<KernelWalk> {
  const untilMs = performance.now() + findMs
  let row: SocketRow | undefined
  do {
    row = rowOf(ports)
    if ((row?.state ?? 'CLOSED') === end.state) return { ...end, word: row?.word ?? 'not listed' }
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  } while (performance.now() < untilMs)
  throw new Error(`${end.state} did not come to be seen, but ${row?.state ?? 'no socket'}`)
}

function rowOf({ localPort, remotePort }: Ports): SocketRow | undefined {
  const isIt = (row: SocketRow) => row.localPort === localPort && row.remotePort === remotePort
  return readSocketTable().find(isIt)
}
