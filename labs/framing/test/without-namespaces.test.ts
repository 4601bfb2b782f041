import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'

const root = path.join(import.meta.dirname, '../../..')
const binDir = mkdtempSync(path.join(os.tmpdir(), 'socket-labs-test-'))
afterAll(() => rmSync(binDir, { recursive: true, force: true }))

it('frame-3: where no private network can be made the loopback is shown, the rest is named, and the status is 3', async (context) => {
  await needs(context, 'ss')
  writeFileSync(path.join(binDir, 'unshare'), '#!/bin/sh\necho "unshare: not here" >&2\nexit 1\n')
  chmodSync(path.join(binDir, 'unshare'), 0o755)
  const words = ['framing', 'frame-3-mtu-and-mss', '--no-page']
  const { status, out, err } = await labCommand(words, `${binDir}:${process.env.PATH}`)
  expect(err).toMatch(/needs user-namespaces \(.*unshare: not here.*; .+\)/)
  expect(out).toMatch(/seen: loopback: MTU 65,536, announced MSS 65,495; an MTU of 1,500 was not/)
  expect(status).toBe(3)
})

interface Said {
  status: number | null
  out: string
  err: string
}

function labCommand(words: string[], PATH: string): Promise<Said> {
  const cli = path.join(root, 'packages/lab/src/cli/lab.ts')
  const env = { ...process.env, PATH, SOCKET_LABS_RUNS_DIR: path.join(binDir, 'runs') }
  const child = spawn(process.execPath, ['--import', 'tsx', cli, ...words], { cwd: root, env })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    said.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.err += chunk
  })
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...said })))
}
