import {
  distinctStates,
  fieldsToTerminal,
  hasFields,
  instrumentsToTerminal,
  ladderToTerminal,
  statesToTerminal,
  stripToTerminal,
  type TextOptions,
  toVerdicts,
} from '@socket-labs/draw'
import type { TraceRecord, Truth } from '@socket-labs/trace'
import { MissingCapabilityError, missedBy } from '../../capabilities.ts'
import type { Scenario } from '../../define-scenario.ts'
import { allHeld, notHeld, notHere, worst } from '../../exit-status.ts'
import type { LoadedLab } from '../../find-labs.ts'
import { type LivePage, showPage } from '../../page/show-page.ts'
import { untilStopped } from '../../page/until-stopped.ts'
import { bytesOf } from '../../runner/record-bytes.ts'
import type { Run } from '../../runner/run.ts'
import { startRun } from '../../runner/start-run.ts'
import { savePackets } from '../../wire/save-packets.ts'
import { printRecord } from './print-record.ts'

export interface RunRequest {
  scenarios: readonly Scenario[]
  holes: readonly { id: string; truth: Truth }[]
  /** Values of the scenarios' own options. */
  own: Record<string, string>
  isJson: boolean
  hasPage: boolean
  seed: number | undefined
  pcapng: string | undefined
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Runs scenarios one after the other, shows them, and returns the exit status. */
export async function runScenarios(lab: LoadedLab, request: RunRequest): Promise<number> {
  const stopped = untilStopped()
  const page = request.hasPage ? await showPage(tell) : undefined
  let isStopped = false
  void stopped.then(() => {
    isStopped = true
  })
  const statuses: number[] = []
  const runs: Run[] = []
  for (const scenario of request.scenarios) {
    if (isStopped) break
    statuses.push(await runOne(lab, scenario, { request, page, stopped, runs }))
  }
  for (const { id, truth } of request.holes) tell(`${id} ${truth}: not built yet`)
  if (request.holes.length > 0) statuses.push(notHeld)
  const { pcapng } = request
  if (pcapng !== undefined && !savePackets(runs, pcapng, tell)) statuses.push(notHeld)
  await page?.close(stopped)
  return worst(statuses)
}

interface Surroundings {
  request: RunRequest
  page: LivePage | undefined
  stopped: Promise<void>
  /** Finished runs are added to it. */
  runs: Run[]
}

async function runOne(lab: LoadedLab, scenario: Scenario, around: Surroundings): Promise<number> {
  const { request, page, stopped, runs } = around
  tell(`\n${scenario.id}\n${scenario.question}`)
  try {
    const running = await startRun(lab, scenario, {
      seed: request.seed,
      options: request.own,
      onRecord: request.isJson ? printRecord : scenario.openEnded ? tellNote : undefined,
    })
    page?.tellRun(running.run)
    void stopped.then(() => running.stop())
    const run = await running.ended
    if (!request.isJson) show(run)
    runs.push(run)
    if (run.ok) return allHeld
    const missed = run.outcome === 'finished' ? await missedBy(scenario) : undefined
    if (missed) tell(`only a part was shown: ${missed.message}`)
    return missed ? notHere : notHeld
  } catch (error) {
    if (!(error instanceof MissingCapabilityError)) throw error
    tell(error.message)
    return notHere
  }
}

/** What an open-ended experiment says while it runs: where it listens, for example. */
function tellNote({ kind, text, at, conn, remote }: TraceRecord): void {
  if (kind === 'note') tell(`  ${text}`)
  if (kind === 'socket.accept') tell(`  ${conn}: ${remote} is connected to the ${at}`)
}

function show(run: Run): void {
  const options = { columns: process.stdout.columns ?? 100, color: process.stdout.isTTY }
  process.stdout.write(`\n${ladderToTerminal(run.records, options)}\n`)
  if (distinctStates(run.records) >= fewestStates) {
    process.stdout.write(`${statesToTerminal(run.records, options)}\n`)
  }
  const seenBy = instrumentsToTerminal(run.records, options)
  if (seenBy !== '') process.stdout.write(`${seenBy}\n`)
  if (run.records.some(({ kind }) => kind.startsWith('frame.'))) showBytes(run, options)
  process.stdout.write(toVerdicts(run.facts, options))
  if (run.outcome !== 'finished' && run.why) tell(`the run ${run.outcome}: ${run.why}`)
  if (run.facts.length === 0) tell('nothing was shown: nobody connected')
}

/** A path of fewer states says no more than the ladder. */
const fewestStates = 3

/** More frames taken apart would hide the verdicts. */
const framesTakenApart = 3

/** Which messages came in which reads, and the first frames field by field. */
function showBytes(run: Run, options: TextOptions): void {
  process.stdout.write(`${stripToTerminal(run.records, options)}\n`)
  const frames = run.records.filter((one) => one.kind === 'frame.decoded' && hasFields(one))
  for (const frame of frames.slice(0, framesTakenApart)) {
    process.stdout.write(`${fieldsToTerminal(frame, bytesOf(run, frame), options)}\n`)
  }
}
