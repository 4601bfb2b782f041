import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { pruneRuns, RunWriter } from '@socket-labs/socket-log'
import {
  type FactRecord,
  factsOf,
  judgeAgain,
  schemaVersion,
  type TraceRecord,
} from '@socket-labs/trace'
import { needed } from '../capabilities.ts'
import type { Scenario } from '../define-scenario.ts'
import { type LoadedLab, rootDir, scenarioFile } from '../find-labs.ts'
import { RunLog } from './run-log.ts'
import { ScenarioChild } from './scenario-child.ts'
import { versions } from './versions.ts'

/** Where runs are saved unless told otherwise. */
export const defaultRunsDir = path.join(rootDir, '.runs')

export interface RunOptions {
  /** Any whole number; a new one is drawn unless told. */
  seed?: number
  /** Values for the scenario's options. */
  options?: Record<string, string>
  runsDir?: string
  /** How many bytes of each read and write are kept; 4 096. */
  captureBytes?: number
  /** Largest run folder in bytes; 256 MiB. */
  maxRunBytes?: number
  /** Told every record as it is written, with its captured bytes. */
  onRecord?(record: TraceRecord, bytes: Uint8Array | undefined): void
}

export type Outcome = 'finished' | 'failed' | 'stopped' | 'timed out'

/** A run that is over. */
export interface Run {
  run: string
  dir: string
  outcome: Outcome
  /** Why it failed, in words. */
  why?: string
  records: TraceRecord[]
  facts: FactRecord[]
  /** True when it finished (or was stopped, where it never ends by itself) and every fact held. */
  ok: boolean
}

/** A run that is going on. */
export interface RunningScenario {
  run: string
  dir: string
  ended: Promise<Run>
  stop(): Promise<Run>
}

/**
 * Starts a scenario in a process of its own and writes what is seen into a new run folder.
 * Fails with MissingCapabilityError when this machine cannot do what the scenario needs.
 */
export async function startRun(
  lab: LoadedLab,
  scenario: Scenario,
  options: RunOptions = {},
): Promise<RunningScenario> {
  const capabilities = await needed(scenario)
  const runsDir = options.runsDir ?? defaultRunsDir
  const removed = pruneRuns(runsDir)
  const run = nameRun(scenario.id)
  const writer = new RunWriter(runsDir, run)
  const startedNs = process.hrtime.bigint()
  const seed = options.seed ?? randomBytes(4).readUInt32BE()
  const log = new RunLog({
    run,
    writer,
    maxRunBytes: options.maxRunBytes ?? 256 * 2 ** 20,
    now: () => Number(process.hrtime.bigint() - startedNs) / 1e6,
    onRecord: options.onRecord,
  })
  log.add('run.started', {
    schema: schemaVersion,
    lab: lab.id,
    scenario: scenario.id,
    question: scenario.question,
    facts: scenario.facts.map((fact) => fact.id),
    seed,
    startedAt: new Date().toISOString(),
    versions: versions(),
    capabilities,
  })
  if (removed > 0) {
    log.add('note', {
      text: `${removed} old runs were removed to make room (the newest 50 are kept)`,
    })
  }
  const child = startChild(lab, scenario, { log, startedNs, seed, ...options })
  const deadline = new Deadline(scenario, child)
  const ended = finish(scenario, child, { log, writer, deadline, run })
  return {
    run,
    dir: writer.dir,
    ended,
    stop: async () => {
      deadline.outcome ??= 'stopped'
      await child.stop()
      return ended
    },
  }
}

function nameRun(scenario: string): string {
  const [date, time] = new Date().toISOString().split('T') as [string, string]
  const when = `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`
  return `${when}-${scenario}-${randomBytes(2).toString('hex')}`
}

interface ChildOptions extends RunOptions {
  log: RunLog
  startedNs: bigint
  seed: number
}

function startChild(lab: LoadedLab, scenario: Scenario, options: ChildOptions): ScenarioChild {
  const { log } = options
  const defaults = Object.entries(scenario.options ?? {}).map(([name, { default: value }]) => [
    name,
    value,
  ])
  return new ScenarioChild(
    {
      role: 'scenario',
      module: pathToFileURL(scenarioFile(lab, scenario)).href,
      startedNs: String(options.startedNs),
      captureBytes: options.captureBytes ?? 4096,
      seed: options.seed,
      options: { ...Object.fromEntries(defaults), ...options.options },
      place: 'client',
    },
    {
      onFrame: (frame) => log.addFrame(frame),
      onBroken: (why) => log.add('gap', { count: 1, why }),
    },
  )
}

/** Ends a run that takes too long, and remembers that its end was not its own. */
class Deadline {
  outcome: Outcome | undefined
  readonly #timer: NodeJS.Timeout | undefined

  constructor(scenario: Scenario, child: ScenarioChild) {
    if (scenario.openEnded) return
    this.#timer = setTimeout(() => {
      this.outcome ??= 'timed out'
      void child.stop()
    }, scenario.timeLimitMs ?? 30_000)
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}

interface Finishing {
  log: RunLog
  writer: RunWriter
  deadline: Deadline
  run: string
}

async function finish(
  scenario: Scenario,
  child: ScenarioChild,
  finishing: Finishing,
): Promise<Run> {
  const { log, writer, deadline, run } = finishing
  const { why } = await child.ended
  deadline.clear()
  log.tellNotKept()
  for (const verdict of judgeAgain(log.records, scenario.judge))
    log.add('fact', { ...verdict }, 'derived')
  const outcome = deadline.outcome ?? (why === undefined ? 'finished' : 'failed')
  const reason = outcome === 'stopped' ? undefined : why
  log.add('run.ended', { outcome, why: reason, durationMs: log.records.at(-1)?.tMs ?? 0 })
  writer.close()
  const facts = factsOf(log.records)
  const isWhole = outcome === 'finished' || (outcome === 'stopped' && scenario.openEnded === true)
  const ok = isWhole && facts.length > 0 && facts.every((fact) => fact.held)
  return { run, dir: writer.dir, outcome, why: reason, records: log.records, facts, ok }
}
