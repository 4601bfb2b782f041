import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { endianness } from 'node:os'
import type { CaseRun } from '@socket-labs/grade'
import { type End, endDigits, type Line, type SocketLine, stateNames } from './state-3-lines.ts'

/** A socket of the grader's own: what Node says of it, and its line in the kernel's list. */
export interface OwnSocket extends Line {
  what: string
}

export interface OwnSockets {
  sockets: OwnSocket[]
  /** Why there are none, in words. */
  why?: string
  close(): void
}

/** Opens sockets of this machine, brings them into different states, and finds their lines. Never fails. */
export async function openOwnSockets(run: CaseRun): Promise<OwnSockets> {
  const opened: net.Socket[] = []
  const server = net.createServer({ allowHalfOpen: true }, (socket) => opened.push(socket.resume()))
  const close = () => {
    for (const socket of opened) socket.destroy()
    server.close()
  }
  const nothing = (why: string): OwnSockets => ({ sockets: [], why, close })
  if (endianness() !== 'LE') return nothing('this machine is not little-endian')
  if (readList() === undefined) return nothing('this machine has no /proc/net/tcp')
  // A port alone is no address: every address of 127.0.0.0/8 is this machine.
  server.listen(0, ownAddress(run))
  await once(server, 'listening')
  const wanted = [listener(server), ...(await connections(run, server, opened))]
  const sockets = await findLines(wanted)
  return sockets ? { sockets, close } : nothing('its kernel does not list these sockets')
}

interface Wanted extends SocketLine {
  what: string
}

function ownAddress({ random }: CaseRun): string {
  return `127.${random.between(1, 7)}.${16 * random.between(8, 14)}.${random.between(2, 254)}`
}

function listener(server: net.Server): Wanted {
  const { address, port } = server.address() as net.AddressInfo
  const remote = { address: '0.0.0.0', port: 0 }
  return { what: 'a server that listens', local: { address, port }, remote, state: 'LISTEN' }
}

/** One connection that is open, one of which one half is closed; each seen from both ends. */
async function connections(
  run: CaseRun,
  server: net.Server,
  opened: net.Socket[],
): Promise<Wanted[]> {
  const dial = async () => {
    const { address, port } = server.address() as net.AddressInfo
    const accepted = once(server, 'connection')
    const options = { port, host: address, localAddress: ownAddress(run), allowHalfOpen: true }
    const client = net.connect(options).resume()
    opened.push(client)
    await once(client, 'connect')
    const [peer] = (await accepted) as [net.Socket]
    return { client, peer }
  }
  const open = await dial()
  const halfClosed = await dial()
  const heard = once(halfClosed.peer, 'end')
  halfClosed.client.end()
  await heard
  return [
    { what: 'a client', ...endsOf(open.client), state: 'ESTABLISHED' },
    { what: 'its server', ...endsOf(open.peer), state: 'ESTABLISHED' },
    { what: 'a client that has called end()', ...endsOf(halfClosed.client), state: 'FIN_WAIT_2' },
    { what: 'its server, which has not', ...endsOf(halfClosed.peer), state: 'CLOSE_WAIT' },
  ]
}

function endsOf(socket: net.Socket): { local: End; remote: End } {
  const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket
  return {
    local: { address: localAddress, port: localPort },
    remote: { address: remoteAddress, port: remotePort },
  }
}

const findMs = 1000

/** Undefined when the list does not come to show them all, each in its state. */
async function findLines(wanted: readonly Wanted[]): Promise<OwnSocket[] | undefined> {
  const untilMs = performance.now() + findMs
  do {
    const list = readList() ?? []
    const found = wanted.flatMap((socket) => findLine(list, socket))
    if (found.length === wanted.length) return found
    await new Promise(setImmediate)
  } while (performance.now() < untilMs)
  return undefined
}

function findLine(list: readonly string[], { what, ...means }: Wanted): OwnSocket[] {
  const stateNumber = stateNames.indexOf(means.state as (typeof stateNames)[number]) + 1
  const state = stateNumber.toString(16).toUpperCase().padStart(2, '0')
  const part = `: ${endDigits(means.local)} ${endDigits(means.remote)} ${state} `
  const text = list.find((line) => line.includes(part))
  return text === undefined ? [] : [{ what, text, means, stateNumber }]
}

function readList(): string[] | undefined {
  try {
    return readFileSync('/proc/net/tcp', 'latin1').split('\n')
  } catch {
    return undefined
  }
}
