import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { rootDir } from '../../src/index.ts'

const command = ['--import', 'tsx', path.join(rootDir, 'packages/lab/src/cli/lab.ts')]

function lab(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], {
    cwd: rootDir,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  })
  return { status, stdout, stderr }
}

describe('pnpm lab', () => {
  it('lists labs and scenarios with the facts that each shows', () => {
    const { status, stdout } = lab('--json')
    const { labs } = JSON.parse(stdout)
    expect(status).toBe(0)
    expect(labs.map((one: { id: string; built: boolean }) => [one.id, one.built])).toContainEqual([
      'udp-basics',
      false,
    ])
    const scenario = labs[0].scenarios.find((one: { id: string }) => one.id === 'open-5-refused')
    expect(scenario.facts).toMatchObject([{ id: 'open-5', truths: ['K', 'W', 'M'], shows: ['K'] }])
  })

  it('says what this machine can do, and why not', () => {
    const { capabilities } = JSON.parse(lab('--capabilities', '--json').stdout)
    for (const { id, available, why, enable } of capabilities) {
      expect(available || (why && enable), id).toBeTruthy()
    }
  })

  it('with --json prints records only, numbered without a hole, with bytes in hex', () => {
    const { status, stdout, stderr } = lab(
      'tcp-basics',
      'data-3-ten-writes',
      '--json',
      '--seed',
      '7',
    )
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(status).toBe(0)
    expect(records.map((record) => record.n)).toEqual(records.map((_, i) => i + 1))
    expect(records[0]).toMatchObject({ kind: 'run.started', schema: 1, seed: 7 })
    const write = records.find((record) => record.kind === 'socket.write')
    expect(Buffer.from(write.bytesHex, 'hex').toString()).toMatch(/^message 1: x*\n$/)
    const large = records.findLast((record) => record.kind === 'socket.write')
    expect(large).toMatchObject({ originalBytes: 262144, capturedBytes: 4096 })
    expect(large.bytesHex).toHaveLength(128)
    expect(records.at(-2)).toMatchObject({ kind: 'fact', id: 'data-3', held: true })
    expect(stderr).toContain('Ten writes on one side')
  })

  it('asked for a fact, says which of its truths are not built yet, and ends with 1', () => {
    const { status, stdout, stderr } = lab('tcp-basics', 'open-5', '--json')
    expect(status).toBe(1)
    expect(stdout).toContain('"id":"open-5","truth":"K"')
    expect(stderr).toContain('open-5 M: not built yet')
  })

  it('ends with 1 for a lab, a fact or a capture that is not built yet', () => {
    expect(lab('udp-basics')).toMatchObject({ status: 1, stdout: '' })
    expect(lab('tcp-basics', 'state-2')).toMatchObject({ status: 1, stdout: '' })
  })

  it.each([
    [['no-such-lab'], 'there is no lab "no-such-lab"'],
    [['tcp-basics', 'no-such-thing'], 'no scenario or fact "no-such-thing"'],
    [['tcp-basics', 'udp-1'], 'no scenario or fact "udp-1"'],
    [['tcp-basics', 'open-5-refused', '--seed', '-1'], 'seed'],
    [['tcp-basics', 'open-5-refused', '--seed=1e3'], '--seed takes a whole number'],
    [['tcp-basics', 'open-5-refused', '--nonsense'], "Unknown option '--nonsense'"],
    [['tcp-basics', 'open-5-refused', 'again'], '"again" is one word too many'],
    [['judge'], 'name a run'],
  ])('ends with 2 and says what is wrong: %s', (words, why) => {
    const { status, stdout, stderr } = lab(...words)
    expect(stderr).toContain(why)
    expect(status).toBe(2)
    expect(stdout).toBe('')
  })

  it('judges a saved run again from its file', () => {
    const { stdout } = lab('tcp-basics', 'open-5-refused', '--json')
    const { run } = JSON.parse(stdout.split('\n')[0] as string)
    const again = lab('judge', run, '--json')
    expect(again.status).toBe(0)
    expect(JSON.parse(again.stdout)).toMatchObject({
      run,
      isSame: true,
      verdicts: [{ held: true }],
    })
  })

  it('shows the ladder and the verdict in the terminal', () => {
    const { status, stdout } = lab('tcp-basics', 'open-5-refused', '--no-page')
    expect(status).toBe(0)
    expect(stdout).toContain('ECONNREFUSED')
    expect(stdout).toMatch(/✓ open-5/)
  })

  it('keeps the echo server until Ctrl-C, and then ends everything', async () => {
    const args = [...command, 'tcp-basics', 'echo-server', '--json']
    const child = spawn(process.execPath, args, {
      cwd: rootDir,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let said = ''
    const stdout = child.stdout as Readable
    stdout.on('data', (chunk) => {
      said += chunk
    })
    await expect.poll(() => said).toContain('the echo server listens')
    child.kill('SIGINT')
    const [status] = await once(child, 'exit')
    expect(status).toBe(1)
    expect(said).toContain('"outcome":"stopped"')
  })
})
