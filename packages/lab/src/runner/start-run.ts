import { randomBytes } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { pruneRuns, RunWriter } from '@socket-labs/socket-log'
import { schemaVersion, type TraceRecord } from '@socket-labs/trace'
import { available } from '../capabilities.ts'
import type { Scenario } from '../define-scenario.ts'
import { type LoadedLab, scenarioFile } from '../find-labs.ts'
import { runsFolder } from '../runs-folder.ts'
import { Deadline } from './deadline.ts'
import { finishRun } from './finish-run.ts'
import type { RunningScenario } from './run.ts'
import { RunLog } from './run-log.ts'
import { ScenarioChild } from './scenario-child.ts'
import { versions } from './versions.ts'

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
  /** Descriptors that a program inside may use as its input, output and words. */
  programFds?: readonly number[]
  /** Told every record as it is written, with its captured bytes. */
  onRecord?(record: TraceRecord, bytes: Uint8Array | undefined): void
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
  const capabilities = await available(scenario)
  const runsDir = options.runsDir ?? runsFolder()
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
      text: `${removed} old ${removed === 1 ? 'run was' : 'runs were'} removed to make room (the newest 50 are kept)`,
    })
  }
  const child = startChild(lab, scenario, { log, startedNs, seed, ...options })
  const deadline = new Deadline(scenario, child)
  const ended = finishRun({ run, scenario, child, log, writer, deadline })
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

/** The wire is made of namespaces: what runs on it runs in them, and leaves nothing behind. */
function needsWire({ needs = [] }: Scenario): boolean {
  return needs.includes('wire')
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
  const child: ScenarioChild = new ScenarioChild(
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
      onFrame: (frame) => {
        log.addFrame(frame)
        if (log.failure !== undefined) void child.stop()
      },
      onBroken: (why) => log.add('gap', { count: 1, why }),
    },
    { isIsolated: needsWire(scenario), programFds: options.programFds },
  )
  return child
}
