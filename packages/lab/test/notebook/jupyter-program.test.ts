import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { provideJupyter } from '../../src/notebook/jupyter-program.ts'

const path = process.env.PATH
let root: string
let bin: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'no-jupyter-'))
  bin = join(root, 'bin')
  mkdirSync(bin)
  symlinkSync('/bin/sh', join(bin, 'sh'))
  process.env.PATH = bin
})
afterEach(() => {
  process.env.PATH = path
  rmSync(root, { recursive: true })
})

/** A program on the path that knows only these arguments. */
function program(place: string, ...known: string[]): void {
  const script = `#!/bin/sh\ncase "$*" in ${known.join('|') || 'none'}) exit 0;; esac\nexit 1\n`
  writeFileSync(place, script)
  chmodSync(place, 0o755)
}

function provided() {
  return provideJupyter(root, () => {})
}

describe('where Jupyter comes from', () => {
  it('the one in .venv is taken before one on the path', async () => {
    program(join(bin, 'jupyter-lab'), '--version')
    expect(await provided()).toEqual({ command: 'jupyter-lab', kind: 'lab' })
    mkdirSync(join(root, '.venv', 'bin'), { recursive: true })
    const ours = join(root, '.venv', 'bin', 'jupyter-lab')
    program(ours, '--version')
    expect(await provided()).toEqual({ command: ours, kind: 'lab' })
  })

  it('a name on the path with nothing behind it is passed over', async () => {
    program(join(bin, 'jupyter-lab'))
    program(join(bin, 'jupyter-notebook'), '--version')
    expect(await provided()).toEqual({ command: 'jupyter-notebook', kind: 'notebook' })
  })

  it('without Python it is said what is missing, and what works without it', async () => {
    await expect(provided()).rejects.toThrow(
      /neither uv nor python3.*[\s\S]*VS Code.*pnpm notebooks/,
    )
  })

  it('a Python without venv is told as that', async () => {
    program(join(bin, 'python3'), '--version')
    await expect(provided()).rejects.toThrow('python3 has no venv module')
  })

  it('an installation that fails is told with its command', async () => {
    program(join(bin, 'uv'), '--version')
    await expect(provided()).rejects.toThrow(/"uv venv .*\.venv" ended with 1/)
  })
})
