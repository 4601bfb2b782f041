import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runsVariable } from '../runs-folder.ts'
import { executedNotebook } from './executed-notebook.ts'
import type { FoundNotebook } from './find-notebooks.ts'
import { type CellResult, type NotebookResult, runNotebook } from './headless.ts'
import { parseNotebook } from './notebook-file.ts'
import { notebookStyleProblems, type StyleProblem } from './notebook-style.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface CheckOptions {
  /** Save the executed notebook below this folder, in one for its lab. */
  keepOutput?: string | undefined
  /** Called after each cell. */
  onProgress?: (done: number, total: number) => void
}

export interface CheckedNotebook {
  isPassed: boolean
  /** What became of it, for people: one line, and below it each problem and failing cell. */
  report: string
}

/** Runs one notebook from top to bottom, and looks whether it may be committed as it is. */
export async function checkNotebook(
  found: FoundNotebook,
  { keepOutput, onProgress = () => {} }: CheckOptions = {},
): Promise<CheckedNotebook> {
  const problems = notebookStyleProblems(
    parseNotebook(readFileSync(found.path, 'utf8'), found.path),
  )
  const startedMs = performance.now()
  const result = await runApart(found.path, onProgress)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  if (keepOutput) saveExecuted(join(resolve(keepOutput), found.lab), found.name, result)
  const isPassed = result.ok && problems.length === 0
  const mark = isPassed ? '✓' : '✗'
  const line = `${mark} ${found.lab}/${found.name}: ${result.cells.length} cells in ${seconds} s`
  const failed = result.cells.filter(({ ok }) => !ok)
  return {
    isPassed,
    report: [line, ...problems.map(problemLine), ...failed.map(failureText)].join('\n'),
  }
}

/** Runs it without touching the learner's own runs and predictions. */
async function runApart(
  path: string,
  onProgress: (done: number, total: number) => void,
): Promise<NotebookResult> {
  const folder = temporaryFolder('socket-labs-')
  let done = 0
  try {
    return await runNotebook(path, {
      env: { [runsVariable]: folder.path },
      onCell: (_cell, total) => onProgress(++done, total),
    })
  } finally {
    folder.remove()
  }
}

/** Cells count from 1, as people count them on the page. */
function problemLine({ cell, problem }: StyleProblem): string {
  return `  ${cell === undefined ? 'notebook' : `cell ${cell + 1}`}: ${problem}`
}

function failureText({ index, source, error = '' }: CellResult): string {
  const head = `\n  cell ${index + 1} failed:\n`
  return [head, indented(source, '    '), '', indented(error, '    ! '), ''].join('\n')
}

function indented(text: string, mark: string): string {
  return text.replace(/^/gm, mark)
}

function saveExecuted(folder: string, name: string, result: NotebookResult): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `${JSON.stringify(executedNotebook(result), null, 1)}\n`)
}
