import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { allHeld, notHeld, runCommand } from '../exit-status.ts'
import { rootDir } from '../find-labs.ts'
import { executedNotebook } from '../notebook/executed-notebook.ts'
import { type FoundNotebook, findNotebooks, labOf } from '../notebook/find-notebooks.ts'
import { type CellResult, type NotebookResult, runNotebook } from '../notebook/headless.ts'
import { parseNotebook } from '../notebook/notebook-file.ts'
import { notebookStyleProblems } from '../notebook/notebook-style.ts'
import { runsVariable } from '../notebook/runs-folder.ts'

const usage = `pnpm notebooks [<lab>] [--keep-output DIR]

Executes every notebook from top to bottom, as a test does: no Python, no browser.
With <lab>, only that lab's notebooks.
  --keep-output DIR   save the executed notebooks below DIR, with their outputs

Exit status: 0 all passed; 1 one did not; 2 the words were wrong`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'keep-output': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return allHeld
  }
  const lab = labOf(positionals, rootDir)
  const notebooks = findNotebooks(rootDir).filter((found) => !lab || found.lab === lab)
  if (notebooks.length === 0) {
    process.stderr.write(`${lab ?? 'the workspace'} has no notebook yet\n`)
    return notHeld
  }
  let passed = 0
  for (const notebook of notebooks) {
    if (await execute(notebook, values['keep-output'])) passed++
  }
  console.log(`${passed} of ${notebooks.length} notebooks passed`)
  return passed === notebooks.length ? allHeld : notHeld
}

async function execute(found: FoundNotebook, keepOutput: string | undefined): Promise<boolean> {
  const title = `${found.lab}/${found.name}`
  const problems = notebookStyleProblems(
    parseNotebook(readFileSync(found.path, 'utf8'), found.path),
  )
  const startedMs = performance.now()
  const result = await runApart(found.path, (done, total) => showProgress(title, done, total))
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  if (keepOutput) saveExecuted(join(resolve(keepOutput), found.lab), found.name, result)
  const isPassed = result.ok && problems.length === 0
  clearProgress()
  console.log(`${isPassed ? '✓' : '✗'} ${title}: ${result.cells.length} cells in ${seconds} s`)
  for (const { cell, problem } of problems) {
    console.log(`  ${cell === undefined ? 'notebook' : `cell ${cell + 1}`}: ${problem}`)
  }
  for (const cell of result.cells.filter(({ ok }) => !ok)) showFailure(cell)
  return isPassed
}

/** Runs it without touching the learner's own runs and predictions. */
async function runApart(
  path: string,
  onProgress: (done: number, total: number) => void,
): Promise<NotebookResult> {
  const folder = mkdtempSync(join(tmpdir(), 'socket-labs-'))
  let done = 0
  try {
    return await runNotebook(path, {
      env: { [runsVariable]: folder },
      onCell: (_cell, total) => onProgress(++done, total),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function showProgress(title: string, done: number, total: number): void {
  if (process.stdout.isTTY) process.stdout.write(`\r  ${title}: ${done} of ${total} cells`)
}

function clearProgress(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K')
}

function showFailure(cell: CellResult): void {
  console.log(`\n  cell ${cell.index + 1} failed:\n`)
  console.log(indented(cell.source, '    '))
  console.log(`\n${indented(cell.error ?? '', '    ! ')}\n`)
}

function indented(text: string, mark: string): string {
  return text.replace(/^/gm, mark)
}

function saveExecuted(folder: string, name: string, result: NotebookResult): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `${JSON.stringify(executedNotebook(result), null, 1)}\n`)
}

await runCommand(main, usage)
