import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { refuseSocket, sendRefusal } from './answer.ts'
import type { HubControl } from './control.ts'
import { type HubLimits, hubLimits } from './limits.ts'
import { LogServer } from './log-server.ts'
import { OpenRuns } from './open-runs.ts'
import { listenFrom } from './port.ts'
import { Refusal, toRefusal } from './refusal.ts'
import { answerRequest, type RouteOptions } from './routes.ts'
import { Gate, newToken, parsePublicUrl } from './security.ts'
import { readStaticFiles } from './static.ts'

export interface HubOptions {
  /** The folder of runs; it may be empty or not there yet. */
  runsDir: string
  /** The built page; without it only the data is served. */
  pageDir: string
  /** 0: any. If it is taken the next free one is used, unless `strictPort`. */
  port: number
  strictPort?: boolean
  /** The one outside address under which a proxy shows the page. */
  publicUrl?: string
  control: HubControl
  /** For tests; else a new one for every start. */
  token?: string
  /** Told of faults of the hub itself, one line each. */
  log?: (line: string) => void
  limits?: Partial<HubLimits>
}

export interface Hub {
  /** Where the page is, with the token, on this machine. */
  url: string
  /** The same under the public URL, if one was given. */
  publicUrl: string | undefined
  /** Differs from the one asked for when that was taken. */
  port: number
  token: string
  /** Sends viewers away and ends everything; resolves when nothing of the hub is left. */
  close(): Promise<void>
}

/**
 * Serves the folder of runs and the page on 127.0.0.1.
 * {@link PortTakenError} when no port could be had, {@link PublicUrlError} for a public URL that is none.
 */
export async function startHub(options: HubOptions): Promise<Hub> {
  const publicUrl = options.publicUrl === undefined ? undefined : parsePublicUrl(options.publicUrl)
  const limits = { ...hubLimits, ...options.limits }
  const token = options.token ?? newToken()
  const files = await readStaticFiles(options.pageDir)
  const server = createHttpServer(limits)
  const port = await listenFrom(server, options.port, options.strictPort === true)
  const runs = new OpenRuns(options.runsDir, limits)
  const gate = new Gate({ port, token, publicUrl })
  const prefix = publicUrl?.pathname ?? '/'
  const logServer = new LogServer({ gate, runs, prefix, limits })
  const routes: RouteOptions = { gate, runs, files, control: options.control, prefix }
  server.on('request', (request, response) => {
    void answer(routes, { request, response }, options.log)
  })
  server.on('upgrade', (request, socket, head) => logServer.upgrade(request, socket, head))
  const query = `?token=${token}`
  return {
    url: `http://127.0.0.1:${port}/${query}`,
    publicUrl: publicUrl && `${publicUrl.href}${query}`,
    port,
    token,
    close: () => closeAll(server, logServer, runs),
  }
}

function createHttpServer({ headersTimeoutMs }: HubLimits): Server {
  const server = createServer({
    // A missing Host is answered by us, with a sentence, instead of by Node without one.
    requireHostHeader: false,
    headersTimeout: headersTimeoutMs,
    requestTimeout: 2 * headersTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, headersTimeoutMs),
    keepAliveTimeout: 5_000,
    maxHeaderSize: 16 * 1024,
  })
  server.maxConnections = 512
  server.on('clientError', refuseGarbage)
  server.on('connect', (_request, socket) => {
    refuseSocket(socket, new Refusal(405, 'ERR_METHOD', 'CONNECT is not served here'))
  })
  return server
}

const garbageStatus: Readonly<Record<string, [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the headers are longer than 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time'],
}

/** What was received is no HTTP. Only a socket that nothing was sent on yet can still be answered. */
function refuseGarbage(
  error: NodeJS.ErrnoException,
  socket: Duplex & { bytesWritten?: number },
): void {
  if (!socket.writable || socket.bytesWritten || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const [status, why] = garbageStatus[error.code ?? ''] ?? [400, 'the request is not HTTP/1.1']
  refuseSocket(socket, new Refusal(status, 'ERR_HTTP', why))
}

async function answer(
  routes: RouteOptions,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  log: HubOptions['log'],
): Promise<void> {
  try {
    await answerRequest(routes, request, response)
  } catch (error) {
    // A client that went away while it was answered is nobody's fault.
    if (response.destroyed) return
    const refusal = toRefusal(error)
    if (refusal.status >= 500) log?.(`${request.method} ${refusal.code}: ${refusal.message}`)
    const wantsPage = request.method === 'GET' && /text\/html/.test(request.headers.accept ?? '')
    sendRefusal(response, refusal, wantsPage)
  }
}

async function closeAll(server: Server, logServer: LogServer, runs: OpenRuns): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  await logServer.close()
  server.closeAllConnections()
  await closed
  await runs.close()
}
