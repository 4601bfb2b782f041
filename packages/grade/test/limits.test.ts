/** What a program may use, and what it may leave behind: each limit ends it in time, by its own name. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Enclosure,
  enclosed,
  noEnclosure,
  sayEnclosure,
  tryEnclosure,
} from '../src/enclosure.ts'
import type { CasePlan, Exercise } from '../src/exercise.ts'
import { runExercise } from '../src/exercise-session.ts'
import { type Limits, usualLimits } from '../src/limits.ts'
import { sayValue } from '../src/mishap.ts'

let folder = ''
let enclosure: Enclosure
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limits-'))
  enclosure = await tryEnclosure()
})
afterAll(() => rm(folder, { recursive: true }))

const isLinux = process.platform === 'linux'

/** A case for each name: the export is called, and must resolve with 'done'. */
function exerciseOf(names: string[]): Exercise {
  const cases = names.map(
    (name): CasePlan => ({
      title: name,
      async run(run) {
        await run.step(`${name}()`, 'it is done', async () => {
          const settled = await run.callNow(name, { value: join(folder, 'outside') })
          const got = settled ? sayValue(settled.value) : 'nothing'
          if (got === "'done'" || got === 'the string "done"') return undefined
          const sentence = 'It is not done.'
          return { expected: { words: 'done' }, got: { words: got }, sentence }
        })
      },
    }),
  )
  const texts = { lab: 'tests', exercise: 'limits', labFolder: '', fact: 'test-2', shows: '' }
  return { ...texts, kind: 'function', exports: names, cases }
}

let files = 0
async function grade(
  functions: Record<string, string>,
  limits: Partial<Limits> = {},
): Promise<Record<string, string>> {
  const file = join(folder, `limits-${++files}.ts`)
  const program = Object.entries(functions).map(
    ([name, body]) => `export async function ${name}(outside: string) {\n${body}\nreturn 'done' }`,
  )
  const imports =
    "import net from 'node:net'\nimport dgram from 'node:dgram'\nimport fs from 'node:fs'\nimport os from 'node:os'\n"
  await writeFile(file, imports + program.join('\n'))
  const names = Object.keys(functions)
  const result = await runExercise(exerciseOf(names), {
    file,
    seed: 1,
    limits: { ...usualLimits, ...limits },
  })
  return Object.fromEntries(
    result.cases.map(({ title, status, failure }) => {
      const got = failure && 'words' in failure.got ? `: ${failure.got.words}` : ''
      return [title, failure ? `${failure.mistake ?? ''}${got} | ${failure.sentence}` : status]
    }),
  )
}

const listen = `const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))`

test.concurrent('what a case leaves open is told by name, and the next case is graded', async () => {
  const seen = await grade({
    clean: `${listen}\nawait new Promise((resolve) => server.close(resolve))`,
    timer: 'setInterval(() => {}, 1000)',
    again: '',
    hidden: 'setTimeout(() => {}, 1000); process.getActiveResourcesInfo = () => []',
    udp: "dgram.createSocket('udp4').bind(0, '127.0.0.1')",
    socket: `${listen}\nserver.on('connection', () => server.close())
      await new Promise((resolve) => net.connect(server.address().port, resolve))`,
    port: listen,
    unseen: `${listen}\nserver.unref()`,
    last: '',
  })
  expect(seen).toEqual({
    clean: 'passed',
    timer: expect.stringMatching(/^left-timer: 1 timer \| A timer still runs/),
    again: 'passed',
    hidden: expect.stringMatching(/^left-timer: 1 timer/),
    udp: expect.stringMatching(/^left-open: 1 .*UDP/i),
    socket: expect.stringMatching(/^left-socket-open: .*TCP socket/),
    port: expect.stringMatching(
      /^left-port-open: port \d+ \(it listens\), 1 TCP server \| .*EADDRINUSE/,
    ),
    // Node no longer tells of it; the operating system does.
    unseen: isLinux ? expect.stringMatching(/^left-port-open: port \d+ \(it listens\)/) : 'passed',
    last: 'passed',
  })
})

test.concurrent('too many descriptors end the program', async ({ skip }) => {
  if (!isLinux) skip('descriptors are counted on Linux only')
  const seen = await grade({
    files: "for (let i = 0; i < 400; i++) fs.openSync('package.json'); await new Promise(() => {})",
    next: '',
  })
  // They are counted now and then: perhaps in the middle of the loop.
  const [, count] =
    /^too-many-descriptors: (\d+) open .*256 files and sockets/.exec(String(seen.files)) ?? []
  expect(Number(count)).toBeGreaterThan(256)
  expect(seen.next).toBe('not reached')
})

/** A busy machine needs its time to hand out memory. */
const slowly = { residentBytes: 256 * 1024 * 1024, blockedMs: 10_000, exerciseMs: 20_000 }

const tenGigabytes = {
  Buffers: 'const kept = []; for (let i = 0; i < 100; i++) kept.push(Buffer.alloc(1e8, 1))',
  objects: 'const kept = []; for (let i = 0; i < 1e9; i++) kept.push({ i, text: String(i) })',
}

test.concurrent.for(Object.entries(tenGigabytes))(
  '10 GB of %s end it',
  async ([, body], { skip }) => {
    if (!isLinux) skip('resident memory is limited on Linux only')
    const seen = await grade({ memory: body }, slowly)
    expect(seen.memory).toMatch(/^out-of-memory: \d+ MiB of resident memory; .* may hold 256 MiB/)
  },
)

test.concurrent('it writes to its own folder, and to nothing else', async ({ skip }) => {
  if (!enclosure.isWritingLimited) skip(sayEnclosure(enclosure))
  const seen = await grade({
    inside:
      "for (const place of ['.', os.tmpdir(), os.homedir()]) fs.writeFileSync(place + '/x', 'x')",
    outside: "fs.writeFileSync(outside, 'x')",
    crash: "setImmediate(() => fs.writeFileSync(outside, 'x')); await new Promise(() => {})",
    caught: "try { fs.writeFileSync(outside, 'x') } catch {}",
  })
  const told = expect.stringMatching(/^wrote-outside: Error: EROFS.* \| .*outside its own folder/)
  expect(seen).toEqual({ inside: 'passed', outside: told, crash: told, caught: 'passed' })
  await expect(stat(join(folder, 'outside'))).rejects.toThrow('ENOENT')
})

test.concurrent('it reaches nothing but 127.0.0.1 of its own', async ({ skip }) => {
  if (!enclosure.isNetworkLimited) skip(sayEnclosure(enclosure))
  const connect = (port: number, host: string) =>
    `await new Promise((resolve, reject) => net.connect(${port}, '${host}', resolve).on('error', reject))`
  const seen = await grade({
    own: `${listen}\nserver.on('connection', (s) => s.destroy()); const s = net.connect(server.address().port)
      await new Promise((resolve) => s.on('close', resolve)); await new Promise((resolve) => server.close(resolve))`,
    far: connect(80, '192.0.2.1'),
    named: connect(80, 'example.org'),
  })
  const told = expect.stringMatching(/^left-network: Error: .* \| .*a network of its own/)
  expect(seen).toEqual({ own: 'passed', far: told, named: told })
})

test('where the system has no namespaces, that is said by name, and the program runs all the same', () => {
  const none = noEnclosure('only Linux has namespaces')
  expect(sayEnclosure(none)).toMatch(/not limited here: only Linux has namespaces\. .*unshare/)
  expect(enclosed(none, '/x', ['node', 'x.js']).slice(-2)).toEqual(['node', 'x.js'])
  expect(sayEnclosure({ isNetworkLimited: true, isWritingLimited: true, why: '' })).toBe('')
})
