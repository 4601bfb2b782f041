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
  const say = `writeFileSync(${file}, process.pid + ' ' + process.env.SOCKET_LABS_KERNEL_FOLDER)`
  return [`import { writeFileSync } from 'node:fs'`, `${say}\n${rest}`]
}

async function kernel(): Promise<{ pid: number; folder: string }> {
  const file = join(folder.path, 'pid')
  await until('the kernel runs', () => existsSync(file) && readFileSync(file).length > 0, 45_000)
  const [pid, ownFolder] = readFileSync(file, 'utf8').split(' ')
  return { pid: Number(pid), folder: String(ownFolder) }
}

describe('the life of a kernel', { timeout: 60_000 }, () => {
  it('it is gone when the run is over, and so is its folder', async () => {
    await runNotebook(writeNotebook(folder.path, ...cells('')))
    const { pid, folder: own } = await kernel()
    expect(isAlive(pid)).toBe(false)
    expect(existsSync(own)).toBe(false)
  })

  for (const [what, rest] of [
    ['waiting', 'await new Promise(() => {})'],
    ['in an endless loop', 'for (;;) {}'],
  ]) {
    it(`its starter is killed while a cell is ${what}: it dies too, and leaves nothing behind`, async () => {
      const path = writeNotebook(folder.path, ...cells(rest ?? ''))
      starter = spawn(process.execPath, ['--import', 'tsx', starterPath, path])
      const { pid, folder: own } = await kernel()
      expect(isAlive(pid)).toBe(true)
      starter.kill('SIGKILL')
      await until('the kernel dies', () => !isAlive(pid), 5_000)
      expect(existsSync(own)).toBe(false)
    })
  }
})
