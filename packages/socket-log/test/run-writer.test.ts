import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isBeingWritten, pruneRuns, RunWriter, writerFile } from '../src/index.ts'

let runsDir: string
beforeEach(() => {
  runsDir = mkdtempSync(path.join(os.tmpdir(), 'socket-labs-test-'))
})
afterEach(() => rmSync(runsDir, { recursive: true, force: true }))

function write(run: string, bytes = 10): void {
  const writer = new RunWriter(runsDir, run)
  writer.appendBytes(Buffer.alloc(bytes))
  writer.append('{}')
  writer.flush()
  writer.close()
}

describe('a run folder', () => {
  it('has whole lines and the bytes that they point to', () => {
    const writer = new RunWriter(runsDir, 'r1')
    expect(writer.appendBytes(Buffer.from('abc'))).toBe(0)
    expect(writer.appendBytes(Buffer.from('de'))).toBe(3)
    writer.append('{"n":1}')
    writer.append('{"n":2}')
    expect(readFileSync(path.join(writer.dir, 'records.ndjson'), 'utf8')).toBe('')
    writer.flush()
    expect(readFileSync(path.join(writer.dir, 'records.ndjson'), 'utf8')).toBe('{"n":1}\n{"n":2}\n')
    expect(readFileSync(path.join(writer.dir, 'bytes.bin'), 'utf8')).toBe('abcde')
    writer.close()
  })

  it('says while it is written that it is, and by whom', () => {
    const writer = new RunWriter(runsDir, 'r1')
    expect(isBeingWritten(writer.dir)).toBe(true)
    expect(readFileSync(path.join(writer.dir, writerFile), 'utf8')).toBe(`${process.pid}\n`)
    writer.close()
    expect(isBeingWritten(writer.dir)).toBe(false)
    expect(existsSync(path.join(writer.dir, writerFile))).toBe(false)
  })

  it('is never made twice', () => {
    write('r1')
    expect(() => new RunWriter(runsDir, 'r1')).toThrow(/EEXIST/)
  })

  it('on a full disk keeps what was written and says that it could not go on', () => {
    // A limit on the size of files stands in for the full disk: the same call fails the same way.
    const source = `
      import { RunWriter } from ${JSON.stringify(pathToFileURL(`${import.meta.dirname}/../src/index.ts`).href)}
      const writer = new RunWriter(${JSON.stringify(runsDir)}, 'full')
      try {
        for (;;) { writer.append(JSON.stringify({ text: 'x'.repeat(1000) })); writer.flush() }
      } catch (error) { console.log(error.code, error.message) }`
    const script = path.join(runsDir, 'fill.mts')
    writeFileSync(script, source)
    const limited = `ulimit -f 64; exec "${process.execPath}" --import tsx "${script}"`
    const said = execFileSync('sh', ['-c', limited], { encoding: 'utf8' })
    expect(said).toMatch(/^ERR_RUN_WRITE the run could not be written: EFBIG/)
    const text = readFileSync(path.join(runsDir, 'full', 'records.ndjson'), 'utf8')
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .every((line) => JSON.parse(line).text.length === 1000),
    ).toBe(true)
  })
})

describe('old runs', () => {
  const named = (i: number) => `20260101-00000${i}-open-5-x`

  it('go when there are too many, the oldest first', () => {
    for (let i = 1; i <= 5; i++) write(named(i))
    expect(pruneRuns(runsDir, { maxRuns: 3 })).toBe(2)
    expect(readdirSync(runsDir).sort()).toEqual([named(3), named(4), named(5)])
  })

  it('go when they are too large together', () => {
    for (let i = 1; i <= 4; i++) write(named(i), 1000)
    expect(pruneRuns(runsDir, { maxBytes: 2500 })).toBe(2)
    expect(readdirSync(runsDir).sort()).toEqual([named(3), named(4)])
  })

  it('stay while somebody writes them, and so does what is no run', () => {
    const writer = new RunWriter(runsDir, named(1))
    for (let i = 2; i <= 3; i++) write(named(i))
    writeFileSync(path.join(runsDir, 'predictions.json'), '[]')
    expect(pruneRuns(runsDir, { maxRuns: 1 })).toBe(1)
    expect(readdirSync(runsDir).sort()).toEqual([named(1), named(3), 'predictions.json'])
    writer.close()
  })

  it('are none where there is no folder', () => {
    expect(pruneRuns(path.join(runsDir, 'nowhere'))).toBe(0)
  })
})
