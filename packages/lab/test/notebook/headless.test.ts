import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { executedNotebook } from '../../src/notebook/executed-notebook.ts'
import { type RunNotebookOptions, runNotebook } from '../../src/notebook/headless.ts'
import type { Cell } from '../../src/notebook/notebook-file.ts'
import { fixtureFolder, writeNotebook } from './notebook-fixture.ts'

let folder: ReturnType<typeof fixtureFolder>
beforeEach(() => {
  folder = fixtureFolder()
})
afterEach(() => folder.remove())

function run(cells: (string | Partial<Cell>)[], options: RunNotebookOptions = {}) {
  return runNotebook(writeNotebook(folder.path, ...cells), options)
}

/** A cell that says it throws; the run goes on after it. */
function throwing(source: string): Partial<Cell> {
  return { source, metadata: { tags: ['raises-exception'] } }
}

describe('what a cell wrote', { timeout: 60_000 }, () => {
  it('output, displays and last values are collected; words on standard error are no failure', async () => {
    const { ok, cells } = await run([
      `import { display, newDisplay } from 'tslab'`,
      { cell_type: 'markdown', source: 'words' },
      `console.log('out'); console.error(new Error('only said'))\n1 + 1`,
      `const box = newDisplay()\nbox.html('<b>1</b>'); display.markdown('*m*'); box.html('<b>2</b>')`,
      `await new Promise((resolve) => setTimeout(resolve, 20))\nconst later: number = 3\nlater`,
      // zeromq alone refuses after some 500 messages in one turn of the event loop.
      `for (let i = 0; i < 5000; i++) console.log(i)`,
    ])
    expect(cells.flatMap(({ error }) => error ?? [])).toEqual([])
    expect(ok).toBe(true)
    expect(cells.map(({ index }) => index)).toEqual([0, 2, 3, 4, 5])
    expect(cells[1]?.stdout).toBe('out\n2\n')
    expect(cells[1]?.stderr).toMatch(/^Error: only said/)
    expect(cells[2]?.displays).toEqual([
      { mime: 'text/html', data: '<b>2</b>' },
      { mime: 'text/markdown', data: '*m*' },
    ])
    expect(cells[3]?.stdout).toBe('3\n')
    const printed = cells[4]?.stdout.trim().split('\n')
    expect(printed).toEqual(Array.from({ length: 5000 }, (_, i) => String(i)))
  })
})

describe('what fails', { timeout: 60_000 }, () => {
  it('a cell that throws fails, its stack names cells and lines as written, and the run stops', async () => {
    const result = await run([
      `console.log('out')`,
      `// words\n\ntype Port = number\n\nfunction fail(port: Port): never {\n\n  throw new RangeError('deep')\n}`,
      `interface Unused { a: string }\n\nfail(\n  1)`,
      `'never run'`,
    ])
    expect(result.ok).toBe(false)
    expect(result.cells).toHaveLength(3)
    expect(result.cells[2]?.error).toBe(
      'RangeError: deep\n    at fail (cell 2:7:9)\n    at cell 3:3:1',
    )
    const { cells } = executedNotebook(result)
    expect(cells[0]).toMatchObject({
      execution_count: 1,
      outputs: [{ output_type: 'stream', name: 'stdout', text: 'out\n' }],
    })
    expect(cells[2]?.outputs?.at(-1)).toMatchObject({ output_type: 'error' })
    expect(result.notebook.cells[0]?.outputs).toBeUndefined()
  })

  it('a type error fails its cell, strictly, with line and column', async () => {
    const { cells } = await run([
      `const maybe = [1].find((n) => n > 0)\nconst sure: number = maybe`,
    ])
    expect(cells[0]?.ok).toBe(false)
    expect(cells[0]?.error).toMatch(/^2:7 - Type 'number \| undefined' is not assignable/)
  })

  it('a cell past the time limit fails, and the kernel is killed, loop or no loop', async () => {
    const waiting = await run([`await new Promise(() => {})`, `1`], { cellTimeoutMs: 500 })
    expect(waiting.cells).toHaveLength(1)
    expect(waiting.cells[0]?.error).toBe('still running after 500 ms, the time limit of a cell')
    const looping = await run([`for (;;) {}`], { cellTimeoutMs: 500 })
    expect(looping.cells[0]?.error).toContain('still running after 500 ms')
  })

  it('a throw from a timer after the last cell fails the cell that the kernel names', async () => {
    const { ok, cells } = await run([
      `1`,
      `setTimeout(() => { throw new Error('late') }, 100); void 0`,
    ])
    expect(ok).toBe(false)
    expect(cells[1]?.error).toMatch(/^UncaughtException: Error: late/)
  })

  it('a throw from a timer during a later cell stops the run', async () => {
    const { ok, cells } = await run([
      `setTimeout(() => { throw new Error('late') }, 50); void 0`,
      `await new Promise((resolve) => setTimeout(resolve, 400))`,
      `2`,
    ])
    expect(ok).toBe(false)
    expect(cells).toHaveLength(2)
  })

  it('an unhandled rejection fails its cell', async () => {
    const { ok, cells } = await run([`void Promise.reject(new Error('nobody listens'))`])
    expect(ok).toBe(false)
    expect(cells[0]?.error).toMatch(/^UnhandledPromiseRejection: Error: nobody listens/)
  })

  it('a kernel that ends itself fails the cell', async () => {
    const { cells } = await run([`process.exit(3)`])
    expect(cells[0]?.error).toBe('the kernel ended (exit status 3)')
  })

  it('a cell tagged raises-exception must throw, and the next cell is not dropped', async () => {
    const throws = throwing(`await Promise.reject(new Error('as said'))`)
    const { ok, cells } = await run([throws, `console.log('after')`])
    expect(ok).toBe(true)
    expect(cells[1]?.stdout).toBe('after\n')
    const calm = await run([{ ...throws, source: '1' }])
    expect(calm.cells[0]?.error).toBe('tagged raises-exception, but it did not throw')
  })
})

describe('what a notebook imports', { timeout: 60_000 }, () => {
  const source = `import type { Truth } from '@socket-labs/trace'

export interface Claimed {
  truth: Truth
}

export function claimed(): Claimed {
  return { truth: 'K' }
}

export function fail(): never {
  throw new Error('from a file')
}
`
  it('workspace packages and .ts files run, and are typed', async () => {
    const sources = fixtureFolder()
    writeFileSync(join(sources.path, 'claimed.ts'), source)
    const folderName = basename(sources.path)
    const { cells } = await run([
      `import { parseBytesRef, type TraceRecord } from '@socket-labs/trace'
import type { Scene } from '@socket-labs/draw'
import { runScenario, showText } from '@socket-labs/lab/notebook'
import { claimed, fail } from '../${folderName}/claimed.ts'`,
      `const it = claimed()\nconst both = [it, parseBytesRef('1:2')]\nboth`,
      `let scene: Scene | undefined\nconst records: TraceRecord[] = []\nshowText(it.truth + '<')`,
      // The type of a run is exported by no package; the next cell knows it all the same.
      `const run = () => runScenario('none', 'none')`,
      throwing(`const outcome: number = (await run()).outcome`),
      throwing(`const word: number = claimed().truth`),
      `fail()`,
    ]).finally(sources.remove)
    expect(cells.slice(0, 6).flatMap(({ error }) => error ?? [])).toEqual([])
    expect(cells[1]?.stdout).toContain(`[ { truth: 'K' }, { offset: 1, length: 2 } ]`)
    expect(cells[2]?.displays[0]?.data).toContain('K&#60;')
    expect(cells[4]?.stderr).toMatch(/Type '(string|Outcome)' is not assignable to type 'number'/)
    expect(cells[5]?.stderr).toMatch(/Type '(string|Truth)' is not assignable to type 'number'/)
    expect(cells[6]?.error).toContain(`${folderName}/claimed.ts:12:9`)
  })

  it('a prediction is kept in the folder that the environment names, and compared', async () => {
    const file = join(folder.path, 'predictions.json')
    const { cells } = await run(
      [
        `import { predict } from '@socket-labs/lab/notebook'`,
        `const guess = predict('open-4', 'Connected before accept?', 'no')\nconst none = predict('open-5', 'Refused?', '?')`,
        `guess.compare('yes'); none.compare('yes')`,
      ],
      { env: { SOCKET_LABS_RUNS_DIR: folder.path } },
    )
    expect(cells.map(({ error }) => error)).toEqual([undefined, undefined, undefined])
    const shown = cells[2]?.displays.map(({ data }) => data).join()
    expect(shown).toContain('You predicted no; the run showed yes.')
    expect(shown).toContain('You made no prediction; the run showed yes.')
    expect(existsSync(file)).toBe(true)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject([
      { id: 'open-4', question: 'Connected before accept?', prediction: 'no', seen: 'yes' },
    ])
  })
})
