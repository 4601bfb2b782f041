import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { defineLab, findLabs, rootDir, type Scenario } from '../../src/index.ts'
import type { LabCommand } from '../../src/lab-command.ts'

const program = path.join(rootDir, 'packages/lab/src/cli/lab.ts')

function lab(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', program, ...words],
    { cwd: rootDir, encoding: 'utf8', input: '' },
  )
  return { status, stdout, stderr }
}

describe('a lab’s own commands', () => {
  it('stand in the list of the labs and in the lab’s help', () => {
    const line = /pnpm lab framing decode … +the frames in a stream/
    expect(lab().stdout).toMatch(line)
    expect(lab('framing', '--help').stdout).toMatch(line)
  })

  it.each(['--help', '-h'])('tell what they take: %s', (help) => {
    const { status, stdout, stderr } = lab('framing', 'decode', help)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('pnpm lab framing decode SPEC')
  })

  it.each([
    [['framing', 'decode'], 'SPEC is missing'],
    [['framing', 'decode', '{}', '--json'], '"--json" is one word too many'],
    [['framing', '--json', 'decode', '{}'], '"decode" must stand right behind framing'],
    [['framing', 'hex-lines'], 'no scenario or fact "hex-lines"'],
    [['framing', 'no-such-command'], 'its commands: decode, encode'],
    [['framing', '../decode'], 'no scenario or fact'],
  ])('with the wrong words end with 2: %s', (words, why) => {
    const { status, stdout, stderr } = lab(...words)
    expect(stderr).toContain(why)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  it('are each in the file that is loaded for their name', async () => {
    for (const { dir, commands = [] } of await findLabs()) {
      for (const command of commands) {
        const file = path.join(dir, 'src/commands', `${command.name}.ts`)
        expect(existsSync(file), file).toBe(true)
        expect((await import(file)).default, file).toBe(command)
      }
    }
  })
})

describe('the name of a lab’s command', () => {
  const command = (name: string): LabCommand => ({ name, about: '', usage: '', run: async () => 0 })
  const scenario: Scenario = {
    id: 'data-5-echo',
    question: '',
    facts: [],
    run: async () => {},
    judge: () => [],
  }
  const define = (...names: string[]) =>
    defineLab({ id: 'lab', scenarios: [scenario], commands: names.map(command) })

  it.each([
    [['data-5'], 'words of small letters'],
    [['data-5-echo'], 'words of small letters'],
    [['Decode'], 'words of small letters'],
    [['send', 'send'], 'listed twice'],
    [['echo'], 'short name of the scenario "data-5-echo"'],
  ])('means one thing alone: %s is refused', (names, why) => {
    expect(() => define(...names)).toThrow(why)
  })

  it('is made of words', () => {
    expect(define('send-file', 'decode').commands).toHaveLength(2)
  })
})
