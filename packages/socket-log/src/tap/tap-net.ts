import { type AddressInfo, Server, Socket } from 'node:net'
import type { Place } from '@socket-labs/trace'
import { endpoint } from './endpoint.ts'
import type { Recorder, Seen } from './recorder.ts'
import { tapAccepted, tapConnected, tapSocket } from './tap-socket.ts'

/**
 * Taps every `node:net` socket that this process connects, listens on or is handed from now on.
 * `client` and `server` are the places at which connecting and accepted sockets are noted.
 * Returns a function that stops discovering new ones.
 *
 * Discovery is by wrapping `connect` and `listen` on the prototypes: Node 20's diagnostics channel
 * misses a socket made by `new net.Socket()` and connected later.
 */
export function tapNet(recorder: Recorder, client: Place, server: Place): () => void {
  const connect = Socket.prototype.connect as (...args: unknown[]) => Socket
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    tapSocket(recorder, this, client)
    connect.apply(this, args)
    tapConnected(recorder, this, client)
    return this
  }
  const listen = Server.prototype.listen as (...args: unknown[]) => Server
  Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
    tapServer(recorder, this, server)
    return listen.apply(this, args)
  }
  return () => {
    Socket.prototype.connect = connect
    Server.prototype.listen = listen
  }
}

const tapped = new WeakSet<Server>()

function tapServer(recorder: Recorder, server: Server, at: Place): void {
  if (tapped.has(server)) return
  tapped.add(server)
  const emit = server.emit as (...args: unknown[]) => boolean
  let local: string | undefined
  server.emit = function (this: Server, name: string | symbol, ...args: unknown[]): boolean {
    if (name === 'connection') tapAccepted(recorder, args[0] as Socket, at)
    if (name === 'listening') {
      local = addressOf(server.address())
      recorder.record({ kind: 'socket.listening', at, origin: 'observed', local })
    }
    if (name === 'close') recorder.record({ kind: 'socket.close', at, origin: 'observed', local })
    if (name === 'error') recorder.record(errorRecord(at, args[0]))
    return emit.call(this, name, ...args)
  }
}

function errorRecord(at: Place, error: unknown): Seen {
  const { code, message, syscall } = error as NodeJS.ErrnoException
  return { kind: 'socket.error', at, origin: 'observed', code, message, syscall }
}

function addressOf(address: AddressInfo | string | null): string | undefined {
  if (address === null || typeof address === 'string') return address ?? undefined
  return endpoint(address.address, address.port)
}
