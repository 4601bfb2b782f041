import {
  fieldsToTerminal,
  hasFields,
  ladderToTerminal,
  stripToTerminal,
  type TextOptions,
  toVerdicts,
} from '@socket-labs/draw'
import { type TraceRecord, type Truth, toHex } from '@socket-labs/trace'
import { MissingCapabilityError, missedBy } from '../../capabilities.ts'
import type { Scenario } from '../../define-scenario.ts'
import { allHeld, notHeld, notHere, worst } from '../../exit-status.ts'
import type { LoadedLab } from '../../find-labs.ts'
import { openBrowser } from '../../page/open-browser.ts'
import { defaultPort, type Page, startPage } from '../../page/start-page.ts'
import { untilStopped } from '../../page/until-stopped.ts'
import { bytesOf } from '../../runner/record-bytes.ts'
import type { Run } from '../../runner/run.ts'
import { startRun } from '../../runner/start-run.ts'

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
  const page = request.hasPage ? await showPage() : undefined
  let isStopped = false
  void stopped.then(() => {
    isStopped = true
  })
  const statuses: number[] = []
  for (const scenario of request.scenarios) {
    if (isStopped) break
    statuses.push(await runOne(lab, scenario, { request, page, stopped }))
  }
  for (const { id, truth } of request.holes) tell(`${id} ${truth}: not built yet`)
  if (request.holes.length > 0) statuses.push(notHeld)
  if (request.pcapng !== undefined) statuses.push(noPackets())
  if (page && process.stdin.isTTY && !isStopped) {
    tell(`\nThe page stays open: ${page.url}\nCtrl-C ends it.`)
    await stopped
  }
  await page?.close()
  return worst(statuses)
}

async function showPage(): Promise<Page> {
  const page = await startPage({ port: defaultPort, tell })
  tell(`live on the page: ${page.url}`)
  if (process.stdin.isTTY) openBrowser(page.url)
  return page
}

interface Surroundings {
  request: RunRequest
  page: Page | undefined
  stopped: Promise<void>
}

async function runOne(lab: LoadedLab, scenario: Scenario, around: Surroundings): Promise<number> {
  const { request, page, stopped } = around
  tell(`\n${scenario.id}\n${scenario.question}`)
  try {
    const running = await startRun(lab, scenario, {
      seed: request.seed,
      options: request.own,
      onRecord: request.isJson ? printRecord : scenario.openEnded ? tellNote : undefined,
    })
    if (page) tell(`${page.url.replace(/\?.*/, '')}#run=${running.run}`)
    void stopped.then(() => running.stop())
    const run = await running.ended
    if (!request.isJson) show(run)
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

/** The record as the contract says, with up to 64 of its bytes as hex. */
function printRecord(record: TraceRecord, bytes: Uint8Array | undefined): void {
  const { run, n } = record
  const bytesHex = bytes && toHex(bytes.subarray(0, 64))
  const shown = Object.assign({ run, n }, record, { bytesHex })
  process.stdout.write(`${JSON.stringify(shown)}\n`)
}

/** What an open-ended experiment says while it runs: where it listens, for example. */
function tellNote({ kind, text, at, conn, remote }: TraceRecord): void {
  if (kind === 'note') tell(`  ${text}`)
  if (kind === 'socket.accept') tell(`  ${conn}: ${remote} is connected to the ${at}`)
}

function show(run: Run): void {
  const options = { columns: process.stdout.columns ?? 100, color: process.stdout.isTTY }
  process.stdout.write(`\n${ladderToTerminal(run.records, options)}\n`)
  if (run.records.some(({ kind }) => kind.startsWith('frame.'))) showBytes(run, options)
  process.stdout.write(toVerdicts(run.facts, options))
  if (run.outcome !== 'finished' && run.why) tell(`the run ${run.outcome}: ${run.why}`)
  if (run.facts.length === 0) tell('nothing was shown: nobody connected')
}

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

/** Packets are seen on the wire, and there is none yet. */
function noPackets(): number {
  tell(
    '--pcapng: no packet was seen. On loopback the kernel shows none without privilege; the wire is not built yet.',
  )
  return notHeld
}
