import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LearnerProcess } from '../src/learner-process.ts'
import { usualLimits } from '../src/limits.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'learner-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function start(program: string): Promise<LearnerProcess> {
  const file = join(folder, 'program.ts')
  await writeFile(file, program)
  return LearnerProcess.start(file, usualLimits, performance.now() + 5000)
}

async function returned(learner: LearnerProcess, name: string): Promise<string> {
  learner.order({ do: 'call', as: 'c', name, args: [] })
  const event = await learner.until((all) => all.find((e) => e.kind === 'call.settled'), 2000)
  return event?.kind === 'call.settled' && event.value.type === 'text' ? event.value.text : ''
}

test('stopping kills what the program started, and removes the folder it ran in', async () => {
  const learner = await start(`
    import { spawn } from 'node:child_process'
    const sleeper = spawn('sleep', ['60'])
    export const where = () => process.cwd() + ' ' + sleeper.pid`)
  await learner.exports()
  const [cwd = '', pid] = (await returned(learner, 'where')).split(' ')
  expect(await readdir(cwd)).toEqual(['package.json', 'program.js'])
  await learner.stop()
  await expect(readdir(cwd)).rejects.toThrow('ENOENT')
  await expect.poll(() => isRunning(Number(pid)), { timeout: 2000 }).toBe(false)
})

test("the program sees nothing of the grader's environment", async () => {
  const learner = await start('export const names = () => Object.keys(process.env).sort().join()')
  await learner.exports()
  expect(await returned(learner, 'names')).not.toMatch(/VITEST|USER|NODE_OPTIONS/)
  await learner.stop()
})

const graderThatDies = `
  import { LearnerProcess } from './packages/grade/src/learner-process.ts'
  import { usualLimits } from './packages/grade/src/limits.ts'
  const deadline = performance.now() + 60000
  const learner = await LearnerProcess.start(process.env.PROGRAM, usualLimits, deadline)
  await learner.exports()
  learner.order({ do: 'call', as: 'c', name: 'pid', args: [] })
  const event = await learner.until((all) => all.find((e) => e.kind === 'call.settled'), 5000)
  learner.order({ do: 'call', as: 'd', name: 'spin', args: [] })
  process.stdout.write(event.value.text, () => process.kill(process.pid, 'SIGKILL'))`

test('a program that never yields ends when its grader is killed', async () => {
  const file = join(folder, 'spin.ts')
  await writeFile(
    file,
    'export const pid = () => String(process.pid)\nexport function spin() { for (;;); }',
  )
  const pid = await new Promise<number>((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', graderThatDies],
      {
        cwd: join(import.meta.dirname, '../../..'),
        env: { ...process.env, PROGRAM: file, TMPDIR: folder },
      },
      (_error, stdout) => resolve(Number(stdout)),
    )
  })
  expect(pid).toBeGreaterThan(0)
  await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false)
})

/** A zombie that its reaper has not collected counts as ended: it can do nothing. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return status !== '' && !/^State:\s+Z/m.test(status)
}
