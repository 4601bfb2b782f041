import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type PipeFrame, PipeFrameDecoder } from '../../src/index.ts'

const tap = pathToFileURL(`${import.meta.dirname}/../../src/tap/index.ts`).href

/** A process that records into the pipe at descriptor 3; the body sees `log`. */
function recordingProcess(body: string, maxQueuedBytes = 16 * 2 ** 20) {
  const source = `
    import { LogPipe } from ${JSON.stringify(tap)}
    const log = new LogPipe({ fd: 3, startedNs: process.hrtime.bigint(), captureBytes: 8,
      maxQueuedBytes: ${maxQueuedBytes} })
    const note = (text, bytes) => log.record({ kind: 'note', at: 'client', origin: 'observed', text }, bytes)
    ${body}`
  const args = ['--import', 'tsx', '--input-type=module', '-e', source]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] })
  return { child, pipe: child.stdio[3] as Readable }
}

async function readAll(pipe: Readable): Promise<PipeFrame[]> {
  const decoder = new PipeFrameDecoder()
  const frames: PipeFrame[] = []
  for await (const chunk of pipe) frames.push(...decoder.push(chunk as Buffer))
  expect(decoder.pendingBytes, 'bytes of a cut frame').toBe(0)
  return frames
}

const draftsOf = (frames: PipeFrame[]) =>
  frames.flatMap((frame) => frame.lines).map((line) => JSON.parse(line))

describe('the log pipe', () => {
  it('carries drafts with time and clock, and bytes cut to the capture limit', async () => {
    const { pipe } = recordingProcess(`note('a', Buffer.from('0123456789')); note('b')`)
    const frames = await readAll(pipe)
    expect(draftsOf(frames)).toMatchObject([
      {
        text: 'a',
        clock: 'monotonic',
        tMs: expect.any(Number),
        capturedBytes: 8,
        originalBytes: 10,
      },
      { text: 'b' },
    ])
    expect(Buffer.concat(frames.map((frame) => frame.blob)).toString()).toBe('01234567')
  })

  it('copies bytes at once: the program may use its buffer again', async () => {
    const { pipe } = recordingProcess(
      `const bytes = Buffer.from('kept'); note('a'); note('b', bytes); bytes.fill('x')`,
    )
    const frames = await readAll(pipe)
    expect(Buffer.concat(frames.map((frame) => frame.blob)).toString()).toBe('kept')
  })

  it('sends the last word before the event loop is blocked', async () => {
    const { child, pipe } = recordingProcess(
      `await new Promise((resolve) => setTimeout(resolve, 20)); note('last word')
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)`,
    )
    const [chunk] = await once(pipe, 'data')
    expect(draftsOf(new PipeFrameDecoder().push(chunk))).toMatchObject([{ text: 'last word' }])
    child.kill('SIGKILL')
  })

  it('loses nothing when the process ends itself at once', async () => {
    const { pipe } = recordingProcess(
      `for (let i = 0; i < 20000; i++) note('n' + i); process.exit(0)`,
    )
    expect(draftsOf(await readAll(pipe)).map((draft) => draft.text)).toEqual(
      Array.from({ length: 20_000 }, (_, i) => `n${i}`),
    )
  })

  it('never blocks a program whose log nobody reads, and counts what it could not keep', async () => {
    const { child, pipe } = recordingProcess(
      `for (let i = 0; i < 50000; i++) note('x'.repeat(50))
       console.log('done')
       setTimeout(() => process.exit(0), 300)`,
      100_000,
    )
    await once(child.stdout as Readable, 'data') // it is done, and none of its log was read
    const drafts = draftsOf(await readAll(pipe))
    const gaps = drafts.filter((draft) => draft.kind === 'gap')
    const lost = gaps.reduce((sum, gap) => sum + gap.count, 0)
    expect(lost).toBeGreaterThan(0)
    expect(drafts.length - gaps.length + lost).toBe(50_000)
  })
})
