import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

function command(name: string, ...words: string[]) {
  const path = `packages/lab/src/cli/${name}.ts`
  const options = { cwd: root, encoding: 'utf8' as const }
  return spawnSync(process.execPath, ['--import', 'tsx', path, ...words], options)
}

describe('words of the commands', { timeout: 30_000 }, () => {
  for (const name of ['notebook', 'notebooks']) {
    it(`pnpm ${name}: wrong words end with 2 and say what is right, on standard error`, () => {
      for (const words of [['--nonsense'], ['no-such-lab'], ['tcp-basics', 'tcp-basics']]) {
        const { status, stdout, stderr } = command(name, ...words)
        expect(status).toBe(2)
        expect(stderr).toContain(`pnpm ${name} [<lab>]`)
        expect(stdout).toBe('')
      }
    })

    it(`pnpm ${name} --help tells the words and ends with 0`, () => {
      const { status, stdout } = command(name, '--help')
      expect(status).toBe(0)
      expect(stdout).toContain('Exit status')
    })
  }

  it('pnpm notebook refuses a port that is none', () => {
    expect(command('notebook', '--port', '65536').status).toBe(2)
  })
})
