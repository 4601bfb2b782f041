import type { Scenario, ScenarioContext } from '@socket-labs/lab'
import { type Program, Wire, type WireOptions } from '@socket-labs/lab/wire'

/** What `pnpm lab tcp-basics wire` asks for, as JSON in the scenario's one option. */
export interface WireRequest {
  link: WireOptions
  /** The client's program and its arguments. */
  command: readonly [string, ...string[]]
  /** The server's, as a shell reads it; '' for none. */
  server: string
  /** `reno`, `cubic` or `bbr`, at both ends; '' leaves it as it is. */
  congestion: string
}

/** The status of a wrapped program when it was not the program that failed (as env(1) and timeout(1) do). */
export const wrapperFailed = 125

/** Input, output and words of the command, as the runner hands them over. */
const programStdio = [8, 9, 10] as const
const listenDeadlineMs = 10_000

/**
 * Any program, between two kernels: it runs as the client, and every packet is seen. No experiment of the
 * tour, and nothing to judge: whoever runs it looks.
 */
const wire: Scenario = {
  id: 'wire',
  question: 'What does this program do on the wire?',
  facts: [],
  needs: ['wire'],
  options: { request: { about: 'what to run, as JSON', default: '' } },
  openEnded: true,

  async run(ctx) {
    const request = JSON.parse(ctx.options.request ?? '') as WireRequest
    const settings = request.congestion && {
      'net.ipv4.tcp_congestion_control': request.congestion,
    }
    const wire = Wire.open(ctx, { ...request.link, ...(settings && { settings }) })
    const server = request.server ? startServer(ctx, wire, request.server) : undefined
    if (server) await untilItListens(ctx, wire, server)

    const [command, ...args] = request.command
    ctx.note(`the client runs: ${request.command.join(' ')}`)
    const client = wire.client.start(command, args, { stdio: programStdio })
    void ctx.untilStopped().then(() => client.kill('SIGINT'))
    const { status, failure } = await client.ended
    if (failure) ctx.note(`the client's program did not start: ${failure}`)
    ctx.record({
      kind: 'program.ended',
      at: 'client',
      origin: 'observed',
      command,
      status,
      failure,
    })

    // The last segments are still under way, and the server still closes.
    await wire.settled()
    server?.kill()
    await wire.close()
  },

  judge: () => [],
}

export default wire

function startServer(ctx: ScenarioContext, wire: Wire, command: string): Program {
  ctx.note(`the server runs: ${command}`)
  return wire.server.start('sh', ['-c', command], {
    onLine: (text, stream) =>
      ctx.record({
        kind: 'note',
        at: 'program',
        origin: 'observed',
        stream,
        text: `server: ${text}`,
      }),
  })
}

/** TCP or UDP: the client's first packet must find somebody. */
async function untilItListens(ctx: ScenarioContext, wire: Wire, server: Program): Promise<void> {
  const isReady = () => wire.server.isListening() || !server.isRunning
  await ctx.waitFor('the server to listen', isReady, listenDeadlineMs)
  if (!server.isRunning) {
    const { status } = await server.ended
    throw new Error(`the server's command ended with ${status} before it listened`)
  }
}
