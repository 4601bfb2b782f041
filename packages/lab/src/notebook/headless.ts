import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { CellOutput, type Display } from './cell-output.ts'
import { KernelConnection } from './kernel-connection.ts'
import { type KernelProcess, startKernelProcess } from './kernel-process.ts'
import {
  type Cell,
  isExpectedToThrow,
  type Notebook,
  parseNotebook,
  type SavedOutput,
  sourceOf,
} from './notebook-file.ts'

/** What became of one code cell. */
export interface CellResult {
  /** Its place among all cells of the notebook, from 0. */
  index: number
  source: string
  ok: boolean
  stdout: string
  stderr: string
  displays: Display[]
  /** Why it failed: the exception or type error as the kernel printed it, or the time limit. */
  error?: string
  durationMs: number
  outputs: readonly SavedOutput[]
}

export interface NotebookResult {
  notebook: Notebook
  cells: CellResult[]
  ok: boolean
}

export interface RunNotebookOptions {
  /** A cell that runs longer has failed, and the kernel is killed; 60 000 unless told. */
  cellTimeoutMs?: number
  /** How long to listen, after the last cell, for what its timers and promises throw; 300 unless told. */
  settleMs?: number
  /** Added to the kernel's environment. */
  env?: NodeJS.ProcessEnv
  /** Called after each cell. A late error may still turn the cell's result into a failure. */
  onCell?: (cell: CellResult, cellCount: number) => void
}

/** tslab drops every cell that reaches it within 200 ms after a cell that failed. */
const dropMs = 200
const startLimitMs = 30_000

/**
 * Executes the notebook's code cells in order in a kernel of their own, without Jupyter, and stops
 * after the first that fails. A cell fails by throwing, by a type error, by what its timers and promises
 * throw later, or at the time limit; with Jupyter's tag `raises-exception` it fails by not throwing.
 * The kernel is gone when this settles, and dies with this process.
 */
export async function runNotebook(
  path: string,
  options: RunNotebookOptions = {},
): Promise<NotebookResult> {
  const notebook = parseNotebook(readFileSync(path, 'utf8'), path)
  const kernel = startKernelProcess(dirname(resolve(path)), { ...process.env, ...options.env })
  const connection = new KernelConnection(kernel.connection)
  try {
    await raceStart(connection, kernel)
    const cells = await executeCells(notebook, { connection, kernel }, options)
    return { notebook, cells, ok: cells.every((cell) => cell.ok) }
  } finally {
    connection.close()
    await kernel.kill()
  }
}

interface Kernel {
  connection: KernelConnection
  kernel: KernelProcess
}

async function executeCells(
  notebook: Notebook,
  kernel: Kernel,
  options: RunNotebookOptions,
): Promise<CellResult[]> {
  const code = [...notebook.cells.entries()].filter(([, cell]) => cell.cell_type === 'code')
  const runs: CellRun[] = []
  kernel.connection.onOutput = (request, message) => {
    runs.find((run) => run.request === request)?.output.add(message)
  }
  for (const [index, cell] of code) {
    const run: CellRun = { index, cell, output: new CellOutput(), durationMs: 0 }
    runs.push(run)
    await executeCell(run, kernel, options.cellTimeoutMs ?? 60_000)
    const result = resultOf(run)
    options.onCell?.(result, code.length)
    // An earlier cell may have failed meanwhile: its timer threw while this one ran.
    if (runs.some((earlier) => !resultOf(earlier).ok)) break
    if (run.status === 'error') await delay(dropMs + 50)
  }
  await delay(options.settleMs ?? 300)
  return runs.map(resultOf)
}

interface CellRun {
  index: number
  cell: Cell
  output: CellOutput
  durationMs: number
  request?: string
  status?: string
  /** Why there is no status: the kernel was too slow, or is gone. */
  lost?: string
}

async function executeCell(run: CellRun, kernel: Kernel, limitMs: number): Promise<void> {
  const startedMs = performance.now()
  const { request, status } = kernel.connection.execute(sourceOf(run.cell))
  run.request = request
  const timeout = new AbortController()
  const ended = await Promise.race([
    status.then((value) => ({ status: value as string })),
    exitOf(kernel.kernel),
    delay(limitMs, timeout.signal).then(() => ({
      lost: `still running after ${limitMs} ms, the time limit of a cell`,
    })),
  ])
  timeout.abort()
  Object.assign(run, ended)
  run.durationMs = performance.now() - startedMs
}

function resultOf(run: CellRun): CellResult {
  const { output, index, durationMs } = run
  const error = errorOf(run)
  const result = { stdout: output.stdout, stderr: output.stderr, displays: output.displays }
  return {
    ...{ index, source: sourceOf(run.cell), ok: error === undefined, ...result },
    ...(error === undefined ? {} : { error }),
    ...{ durationMs, outputs: output.outputs },
  }
}

function errorOf({ cell, output, status, lost }: CellRun): string | undefined {
  if (lost) return lost
  if (output.lateError) return output.lateError
  if (isExpectedToThrow(cell)) {
    return status === 'error' ? undefined : 'tagged raises-exception, but it did not throw'
  }
  if (status === 'ok') return undefined
  return output.stderr.trim() || `the kernel answered "${status}" without a word`
}

async function raceStart(connection: KernelConnection, kernel: KernelProcess): Promise<void> {
  const timeout = new AbortController()
  const failure = await Promise.race([
    connection.ready().then(() => undefined),
    exitOf(kernel),
    delay(startLimitMs, timeout.signal).then(() => ({ lost: `silent for ${startLimitMs} ms` })),
  ])
  timeout.abort()
  if (failure) throw new Error(`the kernel did not start: ${failure.lost}\n${kernel.firstWords()}`)
}

async function exitOf(kernel: KernelProcess): Promise<{ lost: string }> {
  const { code, signal } = await kernel.exited
  return { lost: `the kernel ended (${signal ?? `exit status ${code}`})` }
}

function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => clearTimeout(timer))
  })
}
