import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { isRunName } from '../src/run-folder.ts'
import { maxBytesAtOnce, RunReader } from '../src/run-reader.ts'
import { emptyRunsDir, recordLine, WrittenRun } from './hub/written-run.ts'

async function openRun(runsDir: string, run: string): Promise<RunReader> {
  const reader = await RunReader.open(runsDir, run)
  onTestFinished(() => reader.close())
  return reader
}

/** A run's folder whose records.ndjson has exactly this text. */
function writeFolder(runsDir: string, run: string, text: string | Buffer): string {
  mkdirSync(join(runsDir, run))
  const path = join(runsDir, run, 'records.ndjson')
  writeFileSync(path, text)
  return path
}

test('only whole lines count, wherever the file is cut', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'whole')
  written.fillTo(4)
  written.end()
  const file = readFileSync(join(runsDir, 'whole', 'records.ndjson'))
  const path = writeFolder(runsDir, 'cut', '')
  const growing = await openRun(runsDir, 'cut')
  const text = file.toString('utf8').replaceAll('"whole"', '"cut"')
  const bytes = Buffer.from(text)
  const seen: string[] = []
  for (let length = 0; length <= bytes.length; length++) {
    if (length > 0) appendFileSync(path, bytes.subarray(length - 1, length))
    await growing.advance((_first, block) => {
      seen.push(...block.toString('utf8').split('\n').slice(0, -1))
    })
    const whole = bytes.subarray(0, length).toString('utf8').split('\n').slice(0, -1)
    expect(growing.head).toBe(whole.length)
    expect(seen).toEqual(whole)
    expect(growing.isEnded).toBe(length === bytes.length)
    const fresh = await RunReader.open(runsDir, 'cut')
    await fresh.advance()
    expect(await fresh.readRange(1, 99)).toEqual(whole)
    await fresh.close()
  }
})

test('any range of a run is what slicing all its lines gives', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'long')
  for (let n = 2; n < 3_000; n++) written.add({ text: 'x'.repeat((n * 37) % 900) })
  written.end()
  const reader = await openRun(runsDir, 'long')
  await reader.advance()
  const number = fc.integer({ min: 1, max: 3_100 })
  await fc.assert(
    fc.asyncProperty(number, number, async (from, to) => {
      expect(await reader.readRange(from, to)).toEqual(written.lines.slice(from - 1, to))
    }),
    { numRuns: 60 },
  )
})

test('a range is clipped by bytes, but gives one record at least', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'r')
  written.fillTo(10)
  const reader = await openRun(runsDir, 'r')
  await reader.advance()
  expect(await reader.readRange(2, 10, 1)).toEqual([written.lines[1]])
  const twoLines = Buffer.byteLength(`${written.lines[1]}${written.lines[2]}`)
  expect(await reader.readRange(2, 10, twoLines)).toEqual(written.lines.slice(1, 3))
})

test('the first record within some bytes is at most 255 records early', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'r')
  written.fillTo(2_000)
  const reader = await openRun(runsDir, 'r')
  await reader.advance()
  const sizes = written.lines.map((line) => Buffer.byteLength(line) + 1)
  for (const maxBytes of [0, 1, 5_000, 100_000, 1e9]) {
    let kept = 0
    let first = sizes.length + 1
    while (first > 1 && kept + (sizes[first - 2] as number) <= maxBytes) {
      kept += sizes[first - 2] as number
      first--
    }
    const given = reader.firstWithin(maxBytes)
    expect(given).toBeLessThanOrEqual(first)
    expect(given).toBeGreaterThan(first - 257)
  }
})

test('a run written by another hand is read too, if line k is record k', async () => {
  const runsDir = emptyRunsDir()
  writeFolder(
    runsDir,
    'foreign',
    '{ "n": 1, "run": "foreign" }\n{"kind":"note","n":2,"run":"foreign"}\n',
  )
  const reader = await openRun(runsDir, 'foreign')
  await reader.advance()
  expect(await reader.readRange(1, 2)).toHaveLength(2)
})

const good = recordLine('bad', 1)
test.each([
  ['no JSON', `${good}\nnot json\n`],
  ['a number that leaps', `${good}\n${recordLine('bad', 3)}\n`],
  ['a number twice', `${good}\n${good}\n`],
  ['another run’s record', `${good}\n${recordLine('other', 2)}\n`],
  ['an empty line', `${good}\n\n`],
  ['a list', `${good}\n[1]\n`],
  [
    'bytes that are no text',
    Buffer.concat([Buffer.from(`${good}\n`), Buffer.from([0xff, 0, 0x80, 10])]),
  ],
])('%s is a broken run at line 2, and what stands before it can be read', async (_what, text) => {
  const runsDir = emptyRunsDir()
  writeFolder(runsDir, 'bad', text)
  const reader = await openRun(runsDir, 'bad')
  await reader.advance()
  await expect(reader.readRange(1, 2)).rejects.toMatchObject({ code: 'ERR_RUN_BROKEN', line: 2 })
  expect(await reader.readRange(1, 1)).toEqual([good])
})

test('a file that becomes shorter is a broken run', async () => {
  const runsDir = emptyRunsDir()
  const path = writeFolder(runsDir, 'r', `${recordLine('r', 1)}\n`)
  const reader = await openRun(runsDir, 'r')
  await reader.advance()
  truncateSync(path, 3)
  await expect(reader.advance()).rejects.toMatchObject({ code: 'ERR_RUN_BROKEN' })
})

test('a line that never ends is a broken run after 1 MiB', async () => {
  const runsDir = emptyRunsDir()
  writeFolder(runsDir, 'r', 'x'.repeat((1 << 20) + 1))
  const reader = await openRun(runsDir, 'r')
  await expect(reader.advance()).rejects.toMatchObject({ code: 'ERR_RUN_BROKEN', line: 1 })
})

test('a run that is deleted while it is read is missing', async () => {
  const runsDir = emptyRunsDir()
  writeFolder(runsDir, 'r', `${recordLine('r', 1)}\n`)
  const reader = await openRun(runsDir, 'r')
  rmSync(join(runsDir, 'r'), { recursive: true })
  await expect(reader.advance()).rejects.toMatchObject({ code: 'ERR_RUN_MISSING' })
})

test('captured bytes come up to 1 MiB at once and up to the end of the file', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'r')
  const captured = Buffer.alloc(maxBytesAtOnce + 10, 'abc')
  written.writer.appendBytes(captured)
  written.end()
  const reader = await openRun(runsDir, 'r')
  const bytes = (offset: number, length: number) => reader.bytes({ offset, length })
  expect(await bytes(0, 0)).toHaveLength(0)
  expect(await bytes(captured.length, 0)).toHaveLength(0)
  expect(await bytes(1, 3)).toEqual(Buffer.from('bca'))
  expect((await bytes(10, maxBytesAtOnce)).equals(captured.subarray(10))).toBe(true)
  const refused = { code: 'ERR_BYTES_REF' }
  await expect(bytes(0, maxBytesAtOnce + 1)).rejects.toMatchObject(refused)
  await expect(bytes(11, maxBytesAtOnce)).rejects.toMatchObject(refused)
  await expect(bytes(Number.MAX_SAFE_INTEGER - 1, 1)).rejects.toMatchObject(refused)
  await expect(bytes(0, Number.MAX_SAFE_INTEGER)).rejects.toMatchObject(refused)
})

const hostileNames = [
  '',
  '.',
  '..',
  '../x',
  'a/../../etc',
  '/etc',
  'a/b',
  'a\\b',
  'A',
  'a..b',
  '.git',
]
test.each([...hostileNames, 'a\0b', 'a%2fb', 'a b', 'ü', '-a', 'a'.repeat(122)])(
  'the name %j is refused before the file system sees it',
  async (name) => {
    expect(isRunName(name)).toBe(false)
    await expect(RunReader.open(emptyRunsDir(), name)).rejects.toMatchObject({
      code: 'ERR_RUN_NAME',
    })
  },
)

test('a folder, or a file in it, that is a symbolic link is no run', async () => {
  const runsDir = emptyRunsDir()
  const elsewhere = emptyRunsDir()
  const path = writeFolder(elsewhere, 'r', `${recordLine('r', 1)}\n`)
  symlinkSync(join(elsewhere, 'r'), join(runsDir, 'linked-folder'))
  mkdirSync(join(runsDir, 'linked-file'))
  symlinkSync(path, join(runsDir, 'linked-file', 'records.ndjson'))
  mkdirSync(join(runsDir, 'folder-as-file', 'records.ndjson'), { recursive: true })
  writeFileSync(join(runsDir, 'file'), '')
  for (const name of ['linked-folder', 'linked-file', 'folder-as-file', 'file', 'nothing']) {
    await expect(RunReader.open(runsDir, name)).rejects.toMatchObject({ code: 'ERR_RUN_MISSING' })
  }
})

test('captured bytes behind a symbolic link are not there', async () => {
  const runsDir = emptyRunsDir()
  writeFolder(runsDir, 'r', `${recordLine('r', 1)}\n`)
  symlinkSync('/etc/passwd', join(runsDir, 'r', 'bytes.bin'))
  const reader = await openRun(runsDir, 'r')
  await expect(reader.bytes({ offset: 0, length: 4 })).rejects.toMatchObject({
    code: 'ERR_BYTES_REF',
  })
})
