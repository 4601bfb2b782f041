import type { ScenarioContext } from '@socket-labs/lab'
import { type DiagSocket, SockDiag } from '@socket-labs/system'
import { textOf } from './address-text.ts'

/**
 * The kernel's own list of the IPv4 sockets at one port of this machine, read when it is asked for. It
 * has those too that no program holds: half-open ones, those in the accept queue, and those in TIME_WAIT.
 * What is in TIME_WAIT when this is made is left out: others had the port before, up to a minute ago.
 */
export class KernelList {
  readonly #ctx: Pick<ScenarioContext, 'record'>
  readonly #port: number
  readonly #diag = new SockDiag()
  readonly #before: ReadonlySet<string>
  #known = new Map<string, DiagSocket>()

  constructor(ctx: Pick<ScenarioContext, 'record'>, port: number) {
    this.#ctx = ctx
    this.#port = port
    const old = this.#atPort().filter(({ state }) => state === 'TIME_WAIT')
    this.#before = new Set(old.map(keyOf))
  }

  /** The sockets now. What has changed since the last look is written down, with `trigger` as what led to it. */
  look(trigger: string): DiagSocket[] {
    const sockets = this.read()
    const now = new Map(sockets.map((socket) => [keyOf(socket), socket]))
    for (const [key, socket] of now) {
      const from = this.#known.get(key)?.state ?? this.#origin(socket)
      if (from !== socket.state) this.#write(socket, { from, to: socket.state, trigger })
    }
    for (const [key, socket] of this.#known) {
      if (!now.has(key)) this.#write(socket, { from: socket.state, to: 'CLOSED', trigger })
    }
    this.#known = now
    return sockets
  }

  /** The sockets now, and nothing is written down. */
  read(): DiagSocket[] {
    return this.#atPort().filter((socket) => !this.#before.has(keyOf(socket)))
  }

  #atPort(): DiagSocket[] {
    return this.#diag
      .dump({ family: 4, withInfo: true })
      .filter(({ local, remote }) => [local.port, remote.port].includes(this.#port))
  }

  close(): void {
    this.#diag.close()
  }

  /** RFC 9293 draws a new connection as the listener's own way on; here the listener stays where it is. */
  #origin({ state, local }: DiagSocket): string {
    const isListening = [...this.#known.values()].some((known) => known.state === 'LISTEN')
    return isListening && state !== 'LISTEN' && local.port === this.#port ? 'LISTEN' : 'CLOSED'
  }

  #write({ local, remote }: DiagSocket, change: Record<string, string>): void {
    const isServer = local.port === this.#port && remote.port !== this.#port
    const ends = { local: textOf(local), ...(remote.port !== 0 && { remote: textOf(remote) }) }
    const at = isServer ? 'server' : 'client'
    this.#ctx.record({ kind: 'tcp.state', at, origin: 'polled', ...change, ...ends })
  }
}

function keyOf({ local, remote }: DiagSocket): string {
  return `${textOf(local)} ${textOf(remote)}`
}
