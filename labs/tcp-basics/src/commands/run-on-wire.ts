import {
  findLabs,
  MissingCapabilityError,
  printRecord,
  savePackets,
  showPage,
  startRun,
  untilStopped,
} from '@socket-labs/lab/live-run'
import wire, { type WireRequest, wrapperFailed } from '../wire.ts'
import { wireSummary } from './wire-summary.ts'
import type { WireWords } from './wire-words.ts'

/** Runs the command on the wire, shows it, and answers the command's own exit status. */
export async function runOnWire(
  request: WireRequest,
  { seed, pcapng, isJson, hasPage }: Omit<WireWords, 'request'>,
): Promise<number> {
  const lab = (await findLabs()).find(({ id }) => id === 'tcp-basics')
  if (!lab) throw new Error('the lab tcp-basics is not there')
  const stopped = untilStopped()
  const page = hasPage ? await showPage(tell) : undefined
  try {
    const question = `What does "${request.command.join(' ')}" do on the wire?`
    const running = await startRun(
      lab,
      { ...wire, question },
      {
        seed,
        options: { request: JSON.stringify(request) },
        // What the command prints is its own; with --json the records have that place.
        programFds: [0, isJson ? 2 : 1, 2],
        ...(isJson && { onRecord: printRecord }),
      },
    )
    page?.tellRun(running.run)
    void stopped.then(() => running.stop())
    const run = await running.ended
    const isSaved = pcapng === undefined || savePackets([run], pcapng, tell)
    const end = run.records.findLast(({ kind }) => kind === 'program.ended')
    tell(wireSummary(run.records))
    if (end?.failure !== undefined) tell(String(end.failure))
    if (run.outcome === 'failed') tell(`the wire failed: ${run.why}`)
    await page?.close(stopped)
    return isSaved && end ? Number(end.status) : wrapperFailed
  } catch (error) {
    await page?.close(Promise.resolve())
    if (!(error instanceof MissingCapabilityError)) throw error
    tell(error.message)
    return wrapperFailed
  }
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}
