import { LogPipe, tapDgram, tapNet } from '@socket-labs/socket-log/tap'
import type { Scenario } from '../define-scenario.ts'
import type { ProcessBody } from '../scenario-context.ts'
import { processContext, scenarioContext } from './child-context.ts'
import { type ChildStart, type FailedMessage, logFd, startVariable } from './child-start.ts'
import { tapOutput } from './tap-output.ts'

/** The first file of every process that the runner starts: taps on, then the scenario. */
const start = JSON.parse(process.env[startVariable] ?? 'null') as ChildStart
delete process.env[startVariable]
const log = new LogPipe({
  fd: logFd,
  startedNs: BigInt(start.startedNs),
  captureBytes: start.captureBytes,
})
tapOutput(log)
const isScenario = start.role === 'scenario'
const [client, server] = isScenario ? ['client', 'server'] : [start.place, start.place]
tapNet(log, client, server)
tapDgram(log, client, server)

// Whoever started this process is gone: nobody reads the log any more, so end.
process.on('disconnect', () => process.exit(1))
process.on('uncaughtException', fail)

const module = (await import(start.module)) as { default: Scenario | ProcessBody }
try {
  if (isScenario) {
    const { ctx, end } = scenarioContext(start, log)
    await (module.default as Scenario).run(ctx)
    await end()
    process.exit(0)
  }
  await (module.default as ProcessBody)(processContext(log))
} catch (error) {
  fail(error)
}

function fail(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  const text = isScenario ? `the experiment failed: ${why}` : `the ${start.place} failed: ${why}`
  log.record({ kind: 'note', at: 'runner', origin: 'observed', text })
  console.error(error)
  const message: FailedMessage = { type: 'failed', why }
  if (process.connected) process.send?.(message, () => process.exit(1))
  else process.exit(1)
}
