import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkNotebook } from '../../src/notebook/check-notebook.ts'
import { fixtureFolder, writeNotebook } from './notebook-fixture.ts'

let folder: ReturnType<typeof fixtureFolder>
beforeEach(() => {
  folder = fixtureFolder()
})
afterEach(() => folder.remove())

function found(
  ...cells: Parameters<typeof writeNotebook> extends [string, ...infer C] ? C : never
) {
  return { lab: 'a-lab', name: '01-a.ipynb', path: writeNotebook(folder.path, ...cells) }
}

const imports = `import { env } from 'node:process'`

describe('pnpm notebooks, one notebook', { timeout: 60_000 }, () => {
  it('a clean notebook passes twice in a row, away from the own runs, and can be kept as executed', async () => {
    const notebook = found(imports, 'env.SOCKET_LABS_RUNS_DIR')
    const progress: string[] = []
    const onProgress = (done: number, total: number) => progress.push(`${done}/${total}`)
    const keepOutput = join(folder.path, 'kept')
    for (const _ of [1, 2]) {
      const { isPassed, report } = await checkNotebook(notebook, { keepOutput, onProgress })
      expect(report).toMatch(/^✓ a-lab\/01-a\.ipynb: 2 cells in \d+\.\d s$/)
      expect(isPassed).toBe(true)
    }
    expect(progress).toEqual(['1/2', '2/2', '1/2', '2/2'])
    const kept = JSON.parse(readFileSync(join(keepOutput, 'a-lab', '01-a.ipynb'), 'utf8'))
    const runs = kept.cells[1].outputs[0].text.trim()
    expect(runs).toContain('socket-labs-')
    expect(existsSync(runs)).toBe(false)
  })

  it('a failing cell is told with its place, its source and its error, and so is its style', async () => {
    const words = { cell_type: 'markdown' as const, source: 'Now it fails.' }
    const { isPassed, report } = await checkNotebook(
      found(imports, words, `const port: number = 1\nthrow new Error('on purpose')`, '1', '2'),
    )
    expect(isPassed).toBe(false)
    expect(report.split('\n')).toEqual([
      expect.stringMatching(/^✗ a-lab\/01-a\.ipynb: 2 cells/),
      '  cell 5: the third code cell in a row without words',
      '',
      '  cell 3 failed:',
      '',
      '    const port: number = 1',
      `    throw new Error('on purpose')`,
      '',
      '    ! Error: on purpose',
      '    !     at cell 2:2:7',
      '',
    ])
  })
})
