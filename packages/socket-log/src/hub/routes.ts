import type { IncomingMessage, ServerResponse } from 'node:http'
import { findRunFolder } from '../run-folder.ts'
import { send, sendJson } from './answer.ts'
import type { HubControl } from './control.ts'
import type { OpenRuns } from './open-runs.ts'
import { Refusal, toControlRefusal } from './refusal.ts'
import { readJsonBody } from './request-body.ts'
import { deleteRun, type RunRequest, sendBytes, sendDownload, sendRecords } from './run-routes.ts'
import type { Gate } from './security.ts'
import type { StaticFile } from './static.ts'
import { parseTarget, type Target } from './target.ts'

export interface RouteOptions {
  gate: Gate
  runs: OpenRuns
  files: Map<string, StaticFile>
  control: HubControl
  /** The public URL's path, or `/`. */
  prefix: string
}

/** Answers one request, or throws what {@link toRefusal} turns into the answer. */
export async function answerRequest(
  options: RouteOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { gate } = options
  gate.checkHost(request)
  const target = parseTarget(request.url ?? '', options.prefix)
  const isPost = request.method === 'POST'
  if (!isPost && request.method !== 'GET') throw wrongMethod(request)
  gate.checkOrigin(request, isPost)
  const token = isPost || target.path !== '' ? null : target.query.get('token')
  if (token !== null && gate.isToken(token)) {
    return redirect(response, target.home, { 'Set-Cookie': gate.cookie(request) })
  }
  gate.checkToken(request)
  if (token !== null || target.home !== './') return redirect(response, target.home)
  if (isPost) return answerPost(options, target, request, response)
  return answerGet(options, target, response)
}

function wrongMethod({ method }: IncomingMessage): Refusal {
  return new Refusal(405, 'ERR_METHOD', `${method} is not served here; GET and POST are`)
}

/** Elsewhere on the page, with nothing of the query: the token leaves the address bar and the history. */
function redirect(response: ServerResponse, location: string, headers = {}): void {
  const where = { Location: location, ...headers }
  send(response, { status: 303, type: 'text/plain; charset=utf-8', headers: where, body: '' })
}

const runPath = /^runs\/([^/]+)\/([a-z]+)$/

async function answerGet(
  { files, runs, control }: RouteOptions,
  { path, query }: Target,
  response: ServerResponse,
): Promise<void> {
  const file = files.get(path)
  if (file) {
    // Asked for again on every load: a name without a hash may have new content after an update.
    return send(response, { ...file, headers: { 'Cache-Control': 'no-cache' } })
  }
  if (path === 'labs') {
    return sendJson(response, JSON.stringify({ labs: await controlled(control.listLabs()) }))
  }
  if (path === 'capabilities') {
    const capabilities = await controlled(control.listCapabilities())
    return sendJson(response, JSON.stringify({ capabilities }))
  }
  if (path === 'runs') return sendJson(response, JSON.stringify({ runs: await runs.list() }))
  const [, run, what] = runPath.exec(path) ?? []
  const request: RunRequest = { runs, run: run ?? '', query }
  if (what === 'records') return sendRecords(request, response)
  if (what === 'bytes') return sendBytes(request, response)
  if (what === 'download') return sendDownload(request, response)
  throw what === 'stop' || what === 'delete' ? onlyBy('POST') : nothingAt(path)
}

async function answerPost(
  { files, runs, control }: RouteOptions,
  { path, query }: Target,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, run = '', what] = runPath.exec(path) ?? []
  const isGettable =
    files.has(path) ||
    path === 'labs' ||
    path === 'capabilities' ||
    /^(records|bytes|download)$/.test(what ?? '')
  if (isGettable) throw onlyBy('GET')
  if (path !== 'runs' && what !== 'stop' && what !== 'delete') throw nothingAt(path)
  const body = await readJsonBody(request)
  if (path === 'runs') {
    const started = await controlled(start(control, body))
    return sendJson(response, JSON.stringify({ run: started.run }), 201)
  }
  if (what === 'delete') await deleteRun({ runs, run, query })
  else {
    // Any run that is there may be asked to stop; whether it can is the control's to say.
    await findRunFolder(runs.runsDir, run)
    await controlled(control.stop(run))
  }
  sendJson(response, '{}')
}

async function controlled<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw toControlRefusal(error)
  }
}

async function start(
  control: HubControl,
  { lab, scenario, seed }: Record<string, unknown>,
): Promise<{ run: string }> {
  if (!isWord(lab) || !isWord(scenario)) {
    const message = 'expected {"lab": "…", "scenario": "…"}, each a word of at most 200 characters'
    throw new Refusal(400, 'ERR_BODY', message)
  }
  if (seed === undefined) return control.start({ lab, scenario })
  if (!isSeed(seed)) {
    throw new Refusal(400, 'ERR_BODY', 'expected a whole number from 0 in "seed"')
  }
  return control.start({ lab, scenario, seed })
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200
}

function isSeed(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function onlyBy(method: string): Refusal {
  return new Refusal(405, 'ERR_METHOD', `this is served by ${method} only`)
}

function nothingAt(path: string): Refusal {
  const shown = path.length > 80 ? `${path.slice(0, 80)}…` : path
  const message =
    path === ''
      ? 'the page is not built on this machine'
      : `there is nothing at ${JSON.stringify(shown)}`
  return new Refusal(404, 'ERR_NOT_FOUND', message)
}
