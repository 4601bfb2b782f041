import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runNotebook } from '../../src/notebook/headless.ts'
import { missingWords } from '../../src/notebook/try-scenario.ts'
import { fixtureFolder, writeNotebook } from './notebook-fixture.ts'

let folder: ReturnType<typeof fixtureFolder>
beforeEach(() => {
  folder = fixtureFolder()
})
afterEach(() => folder.remove())

/** A folder in which `unshare` does nothing but fail, so that no private network can be made. */
function withoutUnshare(): string {
  const binDir = join(folder.path, 'bin')
  mkdirSync(binDir)
  writeFileSync(join(binDir, 'unshare'), '#!/bin/sh\necho "unshare: not here" >&2\nexit 1\n')
  chmodSync(join(binDir, 'unshare'), 0o755)
  return binDir
}

const limitMs = 120_000

it('a cell whose scenario this machine cannot run says why, and the next cells run', {
  timeout: limitMs,
}, async () => {
  const notebook = writeNotebook(
    folder.path,
    `import { tryScenario } from '@socket-labs/lab/notebook'`,
    `const wire = await tryScenario('tcp-basics', 'open-5-refused-on-the-wire')\nwire === undefined`,
    `'it goes on'`,
  )
  const PATH = `${withoutUnshare()}:${process.env.PATH}`
  const SOCKET_LABS_RUNS_DIR = join(folder.path, 'runs')
  const { cells } = await runNotebook(notebook, { env: { PATH, SOCKET_LABS_RUNS_DIR } })
  expect(cells.map(({ error }) => error)).toEqual([undefined, undefined, undefined])
  expect(cells[1]?.stdout).toBe('true\n')
  expect(cells[1]?.displays[0]?.data).toMatch(
    /on-the-wire cannot run on this machine\.\nwire: .+\. It takes: .+/,
  )
  expect(cells[2]?.stdout).toBe('it goes on\n')
})

it('what is missing is told one to a line, with its reason and what would enable it', () => {
  const missing = [
    { id: 'tun', available: false, why: 'no /dev/net/tun', enable: 'modprobe tun' },
    { id: 'koffi', available: false, why: 'not built', enable: 'pnpm install' },
  ]
  expect(missingWords('open-1', missing).split('\n').slice(1, 3)).toEqual([
    'tun: no /dev/net/tun. It takes: modprobe tun.',
    'koffi: not built. It takes: pnpm install.',
  ])
})
