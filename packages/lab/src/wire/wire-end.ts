import { readFileSync } from 'node:fs'
import type { Server } from 'node:net'
import {
  type DiagSocket,
  type NetworkNamespace,
  PosixSocket,
  readNetworkCounters,
  SockDiag,
  type Tun,
} from '@socket-labs/system'
import { type Program, type ProgramOptions, startProgram } from './program.ts'
import type { Side } from './sides.ts'
import { addresses, type WireNetwork } from './wire-network.ts'

/** One end of the wire: a kernel's whole TCP, in a network of its own. */
export class WireEnd {
  readonly side: Side
  /** `10.1.0.1` for the client, `10.1.0.2` for the server. */
  readonly address: string
  readonly ipv6Address: string
  readonly network: NetworkNamespace
  readonly tun: Tun
  /** The kernel's list of TCP sockets of this end. */
  readonly reader: SockDiag
  readonly #onListening: () => void

  /** `onListening` is called when a socket of this end has begun to listen. */
  constructor(side: Side, { network, tun }: WireNetwork, onListening: () => void) {
    this.side = side
    this.address = addresses[side].ipv4
    this.ipv6Address = addresses[side].ipv6
    this.network = network
    this.tun = tun
    this.#onListening = onListening
    this.reader = network.run(() => new SockDiag())
  }

  /** A TCP socket of this end, with the bare calls of the system. It never blocks. */
  socket(family: 4 | 6 = 4): PosixSocket {
    return this.network.run(() => PosixSocket.tcp({ family }))
  }

  /** A listening socket of this end. Its queue holds `backlog` + 1 connections that nobody has accepted. */
  listener(port: number, backlog = 511): PosixSocket {
    const listener = this.socket()
    listener.setOption('reuseAddress', true)
    listener.bind({ address: this.address, port })
    listener.listen(backlog)
    this.#onListening()
    return listener
  }

  /** Lets a server of Node's listen at this end. */
  listen(server: Server, port: number): Promise<void> {
    const fd = this.listener(port).release()
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ fd }, () => {
        server.off('error', reject)
        resolve()
      })
    })
  }

  /** All TCP sockets of this end, as the kernel lists them: those that no program holds too. */
  sockets(): DiagSocket[] {
    return this.reader.dump({ withInfo: true })
  }

  /** True when some socket waits for connections, or some UDP socket is bound. */
  isListening(): boolean {
    if (this.reader.dump({ states: ['LISTEN'] }).length > 0) return true
    return this.network.run(() => hasUdpSocket())
  }

  /** What this end's kernel has counted, `TcpExt.ListenDrops` for example. */
  counters(): Record<string, number> {
    return this.network.run(() => readNetworkCounters())
  }

  /** Starts any program at this end. It ends with the wire. */
  start(command: string, args: readonly string[], options: ProgramOptions = {}): Program {
    return this.network.run(() => startProgram(command, args, options))
  }

  /** Changes a setting of this end's kernel, `net.ipv4.tcp_sack` for example. */
  set(name: string, value: string | number): void {
    this.network.changeSetting(name, value)
  }

  close(): void {
    this.reader.close()
    this.tun.close()
    this.network.close()
  }
}

/** The kernel's list of UDP sockets: a line of titles, then one a socket. */
function hasUdpSocket(): boolean {
  return ['udp', 'udp6'].some((file) => {
    const text = readFileSync(`/proc/thread-self/net/${file}`, 'utf8')
    return text.trim().split('\n').length > 1
  })
}
