import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { HubControl } from '../../src/hub/control.ts'
import { type Hub, type HubOptions, startHub } from '../../src/hub/hub.ts'
import { emptyRunsDir } from './written-run.ts'

/** A small page: what a build gives, in small. */
function writePage(): string {
  const dir = mkdtempSync(join(tmpdir(), 'socket-labs-page-'))
  mkdirSync(join(dir, 'assets'))
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(dir, 'assets', 'page-1a2b.js'), 'export {}')
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export const idleControl: HubControl = {
  listLabs: async () => [],
  listCapabilities: async () => [],
  start: async ({ lab }) => ({ run: `${lab}-run` }),
  stop: async () => {},
}

export interface HubUnderTest extends Hub {
  runsDir: string
  base: string
  /** What a program of the user's own sends with every request. */
  bearer: { Authorization: string }
  /** Lines that the hub wrote about its own faults. */
  faults: string[]
}

/** A hub on any free port, closed when the test is over. */
export async function hubUnderTest(options: Partial<HubOptions> = {}): Promise<HubUnderTest> {
  const runsDir = options.runsDir ?? emptyRunsDir()
  const faults: string[] = []
  const log = (line: string) => void faults.push(line)
  const fixed = { runsDir, pageDir: writePage(), port: 0, control: idleControl, log }
  const hub = await startHub({ ...fixed, ...options })
  onTestFinished(() => hub.close())
  const bearer = { Authorization: `Bearer ${hub.token}` }
  return { ...hub, runsDir, base: `http://127.0.0.1:${hub.port}/`, bearer, faults }
}

/** Asks with the token; gives the answer's JSON. */
export async function getJson<T>(hub: HubUnderTest, path: string): Promise<T> {
  const response = await fetch(`${hub.base}${path}`, { headers: hub.bearer })
  return (await response.json()) as T
}

/** A POST as the page sends it, but with the token instead of a cookie. */
export function post(hub: HubUnderTest, path: string, body: unknown = {}): Promise<Response> {
  return fetch(`${hub.base}${path}`, {
    method: 'POST',
    headers: { ...hub.bearer, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
}
