import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runNotebook } from '../../src/notebook/headless.ts'
import { fixtureFolder, writeNotebook } from './notebook-fixture.ts'

const starterPath = fileURLToPath(new URL('./starter.ts', import.meta.url))

let folder: ReturnType<typeof fixtureFolder>
let starter: ChildProcess | undefined
beforeEach(() => {
  folder = fixtureFolder()
})
afterEach(() => {
  starter?.kill('SIGKILL')
  folder.remove()
})

async function until(what: string, isTrue: () => boolean, limitMs: number): Promise<void> {
  const deadlineMs = performance.now() + limitMs
  while (!isTrue()) {
    if (performance.now() > deadlineMs) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Cells that write the kernel's pid, then do as told. */
function cells(rest: string): string[] {
  const file = JSON.stringify(join(folder.path, 'pid'))
  const say = `writeFileSync(${file}, String(process.pid))`
  return [`import { writeFileSync } from 'node:fs'`, `${say}\n${rest}`]
}

async function kernelPid(): Promise<number> {
  const file = join(folder.path, 'pid')
  await until('the kernel runs', () => existsSync(file) && readFileSync(file).length > 0, 20_000)
  return Number(readFileSync(file, 'utf8'))
}

describe('the life of a kernel', { timeout: 60_000 }, () => {
  it('it is gone when the run is over', async () => {
    await runNotebook(writeNotebook(folder.path, ...cells('')))
    expect(isAlive(await kernelPid())).toBe(false)
  })

  for (const [what, rest] of [
    ['waiting', 'await new Promise(() => {})'],
    ['in an endless loop', 'for (;;) {}'],
  ]) {
    it(`its starter is killed while a cell is ${what}: it dies too`, async () => {
      const path = writeNotebook(folder.path, ...cells(rest ?? ''))
      starter = spawn(process.execPath, ['--import', 'tsx', starterPath, path])
      const pid = await kernelPid()
      expect(isAlive(pid)).toBe(true)
      starter.kill('SIGKILL')
      await until('the kernel dies', () => !isAlive(pid), 5_000)
    })
  }
})
