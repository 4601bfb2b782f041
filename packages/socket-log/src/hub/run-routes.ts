import { rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseBytesRef } from '@socket-labs/trace'
import { isBeingWritten } from '../prune-runs.ts'
import { BytesRefError, RunMissingError } from '../run-errors.ts'
import { findRunFolder } from '../run-folder.ts'
import { securityHeaders, send, sendJson } from './answer.ts'
import { downloadRun } from './download.ts'
import type { OpenRuns } from './open-runs.ts'
import { Refusal } from './refusal.ts'

/** The most records, and bytes of records, in one answer. */
const maxRecordsAtOnce = 5_000
const maxRangeBytes = 8 << 20

/** A request about one run. */
export interface RunRequest {
  runs: OpenRuns
  run: string
  query: URLSearchParams
}

/** `GET runs/<run>/records?from=&to=`: joined from the lines as they stand in the file. */
export async function sendRecords(
  { runs, run, query }: RunRequest,
  response: ServerResponse,
): Promise<void> {
  const from = wholeNumber(query, 'from') ?? 1
  const wanted = wholeNumber(query, 'to') ?? from + maxRecordsAtOnce - 1
  if (wanted < from) throw new Refusal(400, 'ERR_RANGE', `from ${from} is after to ${wanted}`)
  await runs.use(run, async ({ reader }) => {
    const last = Math.min(wanted, from + maxRecordsAtOnce - 1)
    const lines = await reader.readRange(from, last, maxRangeBytes)
    const head = JSON.stringify({ run, from, to: from + lines.length - 1, head: reader.head })
    sendJson(response, `${head.slice(0, -1)},"records":[${lines.join(',')}]}`)
  })
}

/** Undefined when it was not given; 400 for anything but a whole number from 1. */
function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  const got = JSON.stringify(text.slice(0, 40))
  throw new Refusal(400, 'ERR_RANGE', `expected a whole number from 1 in "${name}", got ${got}`)
}

/** `GET runs/<run>/bytes?ref=offset:length` */
export async function sendBytes(
  { runs, run, query }: RunRequest,
  response: ServerResponse,
): Promise<void> {
  const text = query.get('ref') ?? ''
  const ref = parseBytesRef(text)
  if (!ref) {
    throw new BytesRefError(
      `expected "offset:length" in "ref", got ${JSON.stringify(text.slice(0, 40))}`,
    )
  }
  await runs.use(run, async ({ reader }) => {
    send(response, { type: 'application/octet-stream', body: await reader.bytes(ref) })
  })
}

/** `GET runs/<run>/download`: read as fast as the client takes it, never held as a whole. */
export async function sendDownload(
  { runs, run }: RunRequest,
  response: ServerResponse,
): Promise<void> {
  await runs.use(run, async ({ reader }) => {
    response.writeHead(200, {
      ...securityHeaders,
      'Content-Type': 'application/x-ndjson; charset=utf-8',
      'Content-Disposition': `attachment; filename="${run}.ndjson"`,
      'Cache-Control': 'no-store',
    })
    await pipeline(Readable.from(downloadRun(reader)), response)
  })
}

/** `POST runs/<run>/delete`. 409 while it is written: its writer would go on into nothing. */
export async function deleteRun({ runs, run }: RunRequest): Promise<void> {
  const folder = await findRunFolder(runs.runsDir, run)
  const listing = await runs.listing(run).catch(() => undefined)
  if (listing?.state !== 'ended' && isBeingWritten(folder)) {
    throw new Refusal(409, 'ERR_RUN_RUNNING', `${run} is running; stop it first`)
  }
  await runs.forget(run, new RunMissingError(run, 'it was deleted'))
  await rm(folder, { recursive: true, force: true })
}
