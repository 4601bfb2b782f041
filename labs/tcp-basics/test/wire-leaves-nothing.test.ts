import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { commandLineOf, markedProcesses } from '../../../test/marked-processes.ts'

// Each starts a runner, a wire and the programs at both ends.
vi.setConfig({ testTimeout: 120_000 })

const root = path.join(import.meta.dirname, '../../..')
const runsDir = mkdtempSync(path.join(os.tmpdir(), 'socket-labs-test-'))
afterAll(() => rmSync(runsDir, { recursive: true, force: true }))
const patient = { timeout: 60_000, interval: 50 }

/** A wire whose server and client never end. */
function startWire(mark: string) {
  const [name, value] = mark.split('=') as [string, string]
  const cli = path.join(root, 'packages/lab/src/cli/lab.ts')
  const server = ['--server', 'sleep 100 | nc -lk 10.1.0.2 80']
  const words = ['tcp-basics', 'wire', '--json', ...server, '--', 'nc', '10.1.0.2', '80']
  const env = { ...process.env, [name]: value, SOCKET_LABS_RUNS_DIR: runsDir }
  const args = ['--import', 'tsx', cli, ...words]
  return spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'ignore', 'ignore'], env })
}

beforeEach((context) => needs(context, 'wire'))
beforeEach((context) => needs(context, 'nc'))

it.each([
  ['the command itself is killed', /lab\.ts tcp-basics wire/, 'SIGKILL'],
  ['the command is interrupted', /lab\.ts tcp-basics wire/, 'SIGINT'],
  ['what makes the namespaces is killed', /^unshare/, 'SIGKILL'],
  ['the wire is killed', /^\S*node .*child-main\.ts/, 'SIGKILL'],
  ['the client is killed', /^nc 10\.1\.0\.2/, 'SIGKILL'],
] as const)('nothing is left when %s', async (_, target, signal) => {
  const mark = `SOCKET_LABS_TEST=${process.pid}-${target.source}`
  const child = startWire(mark)
  const ended = once(child, 'exit')
  const find = (name: RegExp) => markedProcesses(mark).find((pid) => name.test(commandLineOf(pid)))
  // The client runs once all the rest does.
  await expect.poll(() => find(/^nc 10\.1\.0\.2/), patient).toBeDefined()
  const pid = find(target)
  expect(pid).toBeDefined()
  process.kill(pid as number, signal)
  await expect.poll(() => markedProcesses(mark).map(commandLineOf), patient).toEqual([])
  await ended
})
