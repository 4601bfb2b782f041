import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { rootDir } from '../../src/find-labs.ts'

function facts(...words: string[]) {
  const args = ['--import', 'tsx', 'packages/lab/src/cli/facts.ts', ...words]
  return spawnSync(process.execPath, args, { cwd: rootDir, encoding: 'utf8' })
}

it('--json prints one document with every fact and every key, and nothing else', () => {
  const { status, stdout } = facts('--json')
  const listed = JSON.parse(stdout) as { facts: Record<string, unknown>[] }
  expect(status).toBe(0)
  expect(listed.facts).toHaveLength(108)
  const keys = 'id lab section text corrects truths notebook exercise tests'.split(' ')
  for (const fact of listed.facts) expect(Object.keys(fact).sort()).toEqual([...keys].sort())
  const refused = listed.facts.find(({ id }) => id === 'open-5')
  expect(refused?.truths).toContainEqual({ truth: 'K', scenario: 'open-5-refused' })
})

it.each([[['--nonsense']], [['open-5']], [['--write', '--check']]])(
  'with the words %s it changes nothing, tells the usage, and ends with status 2',
  (words) => {
    const { status, stdout, stderr } = facts(...words)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('pnpm facts [--json | --write | --check]')
  },
)
