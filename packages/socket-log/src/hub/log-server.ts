import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { refuseSocket } from './answer.ts'
import type { HubLimits } from './limits.ts'
import { LogSocket, maxHelloBytes } from './log-socket.ts'
import type { OpenRuns } from './open-runs.ts'
import { Refusal, toRefusal } from './refusal.ts'
import type { Gate } from './security.ts'
import { parseTarget } from './target.ts'

export interface LogServerOptions {
  gate: Gate
  runs: OpenRuns
  prefix: string
  limits: HubLimits
}

/** Time for viewers to answer the closing handshake before they are cut off, ms. */
const closingMs = 500

/** Lets viewers in at `<prefix>log` (RFC 6455 §4.2.1) and keeps watch on them. */
export class LogServer {
  readonly #options: LogServerOptions
  readonly #viewers = new Set<LogSocket>()
  readonly #beats: NodeJS.Timeout
  #onEmpty: (() => void) | undefined
  #isClosing = false
  // Compression costs seven times the CPU, and a viewer has nothing long to say.
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxHelloBytes,
  })

  constructor(options: LogServerOptions) {
    this.#options = options
    this.#beats = setInterval(() => {
      for (const viewer of this.#viewers) viewer.beat()
    }, options.limits.heartbeatMs)
    this.#beats.unref()
    this.#server.on('wsClientError', (error, socket) => {
      refuseSocket(socket, new Refusal(400, 'ERR_UPGRADE', error.message))
    })
  }

  /** Upgrades the request or refuses it on its socket; never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    try {
      this.#check(request)
    } catch (error) {
      refuseSocket(socket, toRefusal(error))
      return
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const viewer = new LogSocket(webSocket, this.#options.runs)
      this.#viewers.add(viewer)
      webSocket.on('close', () => {
        this.#viewers.delete(viewer)
        if (this.#viewers.size === 0) this.#onEmpty?.()
      })
    })
  }

  #check(request: IncomingMessage): void {
    const { gate, prefix, limits } = this.#options
    gate.checkHost(request)
    const { path } = parseTarget(request.url ?? '', prefix)
    gate.checkOrigin(request, true)
    gate.checkToken(request)
    if (path !== 'log') throw new Refusal(404, 'ERR_NOT_FOUND', 'the log is at "log"')
    if (this.#isClosing) throw new Refusal(503, 'ERR_CLOSING', 'the hub is closing')
    if (this.#viewers.size >= limits.viewers) {
      throw new Refusal(503, 'ERR_VIEWERS', `${limits.viewers} viewers are connected; no more fit`)
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true
    clearInterval(this.#beats)
    if (this.#viewers.size === 0) return
    const gone = new Promise<void>((resolve) => {
      this.#onEmpty = resolve
    })
    for (const viewer of this.#viewers) viewer.end()
    const timer = setTimeout(() => {
      for (const viewer of this.#viewers) viewer.terminate()
    }, closingMs)
    await gone
    clearTimeout(timer)
  }
}
