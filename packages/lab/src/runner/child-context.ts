import { seededRandom } from '@socket-labs/path'
import type { Recorder } from '@socket-labs/socket-log/tap'
import type { ProcessContext, ScenarioContext } from '../scenario-context.ts'
import type { ChildStart, StopMessage } from './child-start.ts'
import { SecondProcesses } from './second-processes.ts'

type Common = Pick<ScenarioContext, 'note' | 'record' | 'now' | 'waitFor'>

const askEveryMs = 2

function commonContext(log: Recorder): Common {
  return {
    now: () => log.now(),
    record: (draft, bytes) => log.record(draft, bytes),
    note: (text, fields = {}) =>
      log.record({ ...fields, kind: 'note', at: 'runner', origin: 'observed', text }),
    waitFor: async (what, condition, deadlineMs = 5000) => {
      const untilMs = log.now() + deadlineMs
      for (;;) {
        const value = condition()
        if (value !== false && value !== undefined && value !== null) return value
        if (log.now() > untilMs) throw new Error(`waited ${deadlineMs} ms in vain for: ${what}`)
        await new Promise((resolve) => setTimeout(resolve, askEveryMs))
      }
    },
  }
}

/** The context of the scenario's own process, and what ends everything that the scenario started. */
export function scenarioContext(
  start: ChildStart,
  log: Recorder,
): { ctx: ScenarioContext; end(): Promise<void> } {
  const stopped = new Promise<void>((resolve) => {
    process.on('message', (message: StopMessage) => {
      if (message.type === 'stop') resolve()
    })
  })
  const processes = new SecondProcesses(start)
  const ctx: ScenarioContext = {
    ...commonContext(log),
    seed: start.seed,
    random: seededRandom(start.seed),
    untilStopped: () => stopped,
    options: start.options,
    startProcess: (place, module) => processes.start(place, module),
  }
  return { ctx, end: () => processes.stopAll() }
}

/** The context of a second process. */
export function processContext(log: Recorder): ProcessContext {
  return {
    ...commonContext(log),
    tell: (message) =>
      new Promise((resolve, reject) => {
        process.send?.({ told: message }, (error: Error | null) => {
          if (error) reject(error)
          else resolve()
        })
      }),
    onAsked: (answer) => {
      process.on('message', (message: { asked: unknown }) => answer(message.asked))
    },
  }
}
