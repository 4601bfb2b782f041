import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { runTests, type TestCounts } from './run-tests.ts'

/**
 * `pnpm check` (fast) and `pnpm test` (all): types, lint, import rules, tests, generated files up to
 * date; all adds the browser, Jupyter and every notebook. Everything runs even when one step fails.
 */
const isAll = process.argv[2] === 'all'
const node = process.execPath
// The tests' runs are not the user's.
process.env.SOCKET_LABS_RUNS_DIR = mkdtempSync(path.join(os.tmpdir(), 'socket-labs-runs-'))
const tsx = [node, '--import', 'tsx']

interface Step {
  name: string
  command: string[]
}

const steps: Step[] = [
  { name: 'types', command: ['node_modules/.bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'types, pure packages', command: ['node_modules/.bin/tsc', '-p', 'tsconfig.pure.json'] },
  {
    name: 'types, the page',
    command: ['node_modules/.bin/tsc', '-p', 'packages/viewer/tsconfig.json'],
  },
  {
    name: 'lint and format',
    command: ['node_modules/.bin/biome', 'check', '--error-on-warnings', '.'],
  },
  { name: 'unused code', command: ['node_modules/.bin/knip', '--no-progress'] },
  { name: 'the curriculum page', command: [...tsx, 'packages/lab/src/cli/facts.ts', '--check'] },
  {
    name: 'the wrong answers page',
    command: [...tsx, 'packages/grade/src/cli/wrong-answers.ts', '--check'],
  },
  {
    name: 'the hashes of the grade files',
    command: [...tsx, 'packages/grade/src/cli/grade-hashes.ts', '--check'],
  },
]
if (isAll) {
  steps.push({ name: 'notebooks', command: [...tsx, 'packages/lab/src/cli/notebooks.ts'] })
}

function run({ name, command }: Step): Promise<boolean> {
  const startedMs = performance.now()
  const [program, ...args] = command as [string, ...string[]]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk: Buffer): void => {
    output += chunk
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  return new Promise((resolve) => {
    child.on('error', (error) => keep(Buffer.from(String(error))))
    child.on('close', (code) => {
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
      console.log(`${code === 0 ? '✓' : '✗'} ${name}  ${seconds} s`)
      if (code !== 0) console.log(output)
      resolve(code === 0)
    })
  })
}

let failedSteps = 0
for (const step of steps) if (!(await run(step))) failedSteps++
const counts: TestCounts = await runTests(isAll ? ['unit', 'browser', 'jupyter'] : ['unit'])

const passed = counts.passed + steps.length - failedSteps
const failed = counts.failed + failedSteps
for (const [reason, titles] of counts.skips) {
  console.log(`skipped ${titles.length} (${reason}): ${titles.join('; ')}`)
}
console.log(`${passed} passed, ${failed} failed, ${counts.skipped} skipped`)
rmSync(process.env.SOCKET_LABS_RUNS_DIR, { recursive: true, force: true })
process.exit(failed === 0 ? 0 : 1)
