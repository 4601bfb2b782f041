import { describe, expect, it } from 'vitest'
import { NotebookError, parseNotebook } from '../../src/notebook/notebook-file.ts'
import {
  notebookStyleProblems,
  splitImports,
  wordCount,
} from '../../src/notebook/notebook-style.ts'
import { notebookOf } from './notebook-fixture.ts'

const imports = `import net from 'node:net'`
const words = { cell_type: 'markdown' as const, source: 'Some words.' }

function problems(...cells: Parameters<typeof notebookOf>): string[] {
  return notebookStyleProblems(notebookOf(...cells)).map(
    ({ cell, problem }) => `${cell ?? 'all'}: ${problem}`,
  )
}

describe('a notebook as it is committed', () => {
  it('a clean notebook has no problem', () => {
    expect(problems(words, imports, words, '1', '2', words)).toEqual([])
  })

  it('it carries no outputs and no execution counts', () => {
    const outputs = [{ output_type: 'stream' as const, name: 'stdout' as const, text: '1' }]
    expect(problems(imports, { source: '1', outputs, execution_count: 3 })).toEqual([
      '1: it was saved with outputs; clear them',
      '1: it was saved with an execution count; clear it',
    ])
    expect(problems(imports, { source: '1', outputs: [], execution_count: null })).toEqual([])
  })

  it('code cells have at most 20 lines, text cells at most 120 words', () => {
    const lines = (count: number) => Array(count).fill('1').join('\n')
    const text = (count: number) => ({ ...words, source: Array(count).fill('word').join(' ') })
    expect(problems(imports, lines(20), text(120))).toEqual([])
    expect(problems(imports, lines(21), text(121))).toEqual([
      '1: 21 lines; at most 20',
      '2: 121 words; at most 120',
    ])
  })

  it('three code cells never stand in a row', () => {
    expect(problems(imports, '1', words, '2', '3')).toEqual([])
    expect(problems(imports, '1', '2')).toEqual(['2: the third code cell in a row without words'])
  })

  it('the first code cell holds the imports and nothing else; no other cell imports', () => {
    const alone = 'the first code cell holds the imports, and nothing else'
    expect(problems(words, '1')).toEqual([`1: ${alone}`])
    expect(problems(`${imports}\nconst a = 1`)).toEqual([`0: ${alone}`])
    expect(problems(imports, imports)).toEqual(['1: an import outside the first code cell'])
    expect(problems(imports, `await import('node:net')`)).toEqual([])
  })

  it('it names our kernel, and every cell has an id of its own', () => {
    const notebook = notebookOf(imports, { source: '1', id: 'cell-0' })
    notebook.metadata = {}
    expect(notebookStyleProblems(notebook)).toEqual([
      { problem: 'its kernel is not named; expected tslab' },
      { cell: 1, problem: 'its id "cell-0" is taken by an earlier cell' },
    ])
  })
})

describe('what is counted', () => {
  it('words have a letter or a digit; marks alone are none', () => {
    expect(wordCount('| a – b | *c* 三次握手 ⚠ 4 |')).toBe(5)
    expect(wordCount('')).toBe(0)
  })

  it('imports of every form are found, over several lines and beside comments', () => {
    const code = `// why
import a, { b,
  type C } from "x"
import * as d from './d.ts';
import type { E } from '@e/f'
import 'g'
/* const no = 1 */`
    expect(splitImports(code)).toEqual({ imports: 4, rest: '' })
    expect(splitImports(`import a from 'a'; const b = 1`).rest).not.toBe('')
    expect(splitImports('const important = 1').imports).toBe(0)
  })

  it('a file that is no notebook is refused by name', () => {
    expect(() => parseNotebook('{', 'a.ipynb')).toThrow(NotebookError)
    expect(() => parseNotebook('{"nbformat":3}', 'a.ipynb')).toThrow('a.ipynb is not a notebook')
    expect(() => parseNotebook('null', 'a.ipynb')).toThrow('expected nbformat 4')
    expect(() => parseNotebook('{"nbformat":4}', 'a.ipynb')).toThrow('no list of cells')
  })
})
