/** What a grade file can order, against a program that tries to be hard to see. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CaseRun } from '../src/case-run.ts'
import { LearnerProcess } from '../src/learner-process.ts'
import { usualLimits } from '../src/limits.ts'
import { sayValue } from '../src/mishap.ts'
import { Random } from '../src/random.ts'

const program = `
const pair = { a: [1, null, true, 'x', undefined, 2n], b: { bytes: Buffer.from('hé') }, m: new Map([[1, new Set([2])]]) }
export const data = () => pair
export class Frame { type = 1; #hidden = 2; payload = new Uint8Array([1]) ; get getter() { return 3 } }
export const instance = () => new Frame()
export const getter = () => ({ get amount() { return 4 } })
export const proxy = () => new Proxy({ amount: 1 }, { get: () => 4, getOwnPropertyDescriptor: () => { throw 1 } })
export const cycle = () => { const o: any = {}; o.o = o; return o }
export const huge = () => new Array(1e6).fill(0)
export const nested = () => ({ type: 'failed', error: Object.assign(new RangeError('no'), { code: 'ERR_X' }) })
export const inspectable = () => ({ f() {}, [Symbol.for('nodejs.util.inspect.custom')]: () => 'right' })
export const throwing = () => { throw new Error('never mind') }
export const waiting = () => new Promise(() => {})
export const given = (frame: any) => frame.count
export function counter() {
  return { count: 0, add(n: number) { return (this.count += n) }, later: async (n: number) => n, fail() { throw new Error('f') }, stuck: () => new Promise(() => {}) }
}
export const keeper = () => {
  let kept = new Uint8Array(0)
  return { view: (bytes: Uint8Array) => (kept = bytes), copy: (bytes: Uint8Array) => bytes.slice(), last: () => kept }
}
let reserved: ArrayBuffer
export const reserve = (byteCount: number) => { reserved = new ArrayBuffer(byteCount) }
export function sabotage() {
  for (const name of Object.getOwnPropertyNames(Array.prototype)) if (name !== 'constructor' && name !== 'length') (Array.prototype as any)[name] = () => 4
  Object.defineProperty(Object.prototype, 'a', { set() {}, get: () => 4, configurable: true })
  Map.prototype.forEach = () => {}
  Reflect.ownKeys = () => []
  Object.getOwnPropertyDescriptor = () => ({ value: 4, enumerable: true })
}`

let folder = ''
let learner: LearnerProcess
let run: CaseRun
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steps-'))
  const file = join(folder, 'program.ts')
  await writeFile(file, program)
  const limits = { ...usualLimits, settleMs: 200 }
  learner = await LearnerProcess.start(file, limits, performance.now() + 20_000)
  await learner.exports()
  run = new CaseRun(learner, limits, new Random(1, 'steps'))
})
afterAll(async () => {
  await learner.stop()
  await rm(folder, { recursive: true })
})

const value = async (name: string) => (await run.callNow(name))?.value
const plain = {
  a: [1, null, true, 'x', undefined, 2n],
  b: { bytes: new Uint8Array([0x68, 0xc3, 0xa9]) },
  m: new Map([[1, new Set([2])]]),
}

test('plain data comes back whole, with the bytes within it', async () => {
  expect(await value('data')).toEqual({ type: 'data', data: plain })
  expect(await value('instance')).toEqual({
    type: 'data',
    data: { type: 1, payload: new Uint8Array([1]) },
  })
  expect(await value('nested')).toEqual({
    type: 'data',
    data: { type: 'failed', error: { name: 'RangeError', message: 'no', code: 'ERR_X' } },
  })
})

test('getters, proxies, cycles and far too much are only named, and nothing of them is run', async () => {
  expect(await value('getter')).toEqual({ type: 'other', text: '{ amount: [Getter] }' })
  expect(await value('proxy')).toMatchObject({
    type: 'other',
    text: expect.stringMatching(/^Proxy/),
  })
  expect(await value('cycle')).toMatchObject({ type: 'other' })
  expect(await value('huge')).toMatchObject({ type: 'other' })
  expect(await value('inspectable')).not.toMatchObject({ text: 'right' })
})

test('what a call makes is kept under a name, for calls of its methods and as an argument', async () => {
  const counter = await run.make('counter')
  expect((await run.callOn(counter, 'add', { value: 3 }))?.value).toEqual({ type: 'data', data: 3 })
  expect((await run.callNow('given', { ref: counter }))?.value).toEqual({ type: 'data', data: 3 })
  expect(sayValue((await run.callOn(counter, 'none'))?.value as never)).toBe(
    'TypeError: it has no method none',
  )
})

test('what could not be made can be judged, and fails the step when nobody does', async () => {
  await expect(run.make('throwing')).rejects.toMatchObject({
    settlement: { outcome: 'threw' },
    failure: { got: { words: 'threw: Error: never mind' } },
  })
  await expect(run.make('waiting')).rejects.toMatchObject({ settlement: undefined })
})

test('many calls are answered in order, in one go', async () => {
  const counter = await run.make('counter')
  const add = { method: 'add', args: [{ value: 1 }] }
  const calls = new Array(30_000).fill(add)
  calls.splice(2, 0, { method: 'later', args: [{ value: 9 }] }, { method: 'fail', args: [] })
  const results = await run.callMany(counter, calls)
  expect(results.slice(0, 5).map(({ outcome, value }) => `${outcome} ${sayValue(value)}`)).toEqual([
    'returned 1',
    'returned 2',
    'resolved 9',
    'threw Error: f',
    'returned 3',
  ])
  expect(results.at(-1)?.value).toEqual({ type: 'data', data: 30_000 })
})

test('a call that never settles ends the series where it stands', async () => {
  const counter = await run.make('counter')
  const add = { method: 'add', args: [{ value: 1 }] }
  expect(await run.callMany(counter, [add, { method: 'stuck', args: [] }, add])).toHaveLength(1)
})

test('a caller that uses its memory again writes over what a call was given, before it looks at the result', async () => {
  const keeper = await run.make('keeper')
  const again = (method: string) => {
    const bytes = Uint8Array.from(Buffer.from('abc'))
    return { method, args: [{ value: bytes }], overwritesBytes: true }
  }
  const calls = [again('copy'), again('view'), { method: 'last', args: [] }]
  const seen = (await run.callMany(keeper, calls)).map(({ value }) => value)
  const texts = seen.map((one) => one.type === 'bytes' && Buffer.from(one.bytes).toString())
  expect(texts).toEqual(['abc', 'XXX', 'XXX'])
})

test.runIf(process.platform === 'linux')(
  'memory that a program asked for is seen before it is used',
  async () => {
    const before = (await run.reservedBytes()) as number
    await run.callNow('reserve', { value: 2 ** 30 })
    const grownBytes = ((await run.reservedBytes()) as number) - before
    // Meanwhile the engine may have given back a few megabytes of its own.
    expect(grownBytes).toBeGreaterThan(2 ** 30 - 2 ** 26)
  },
)

test('replacing what the language offers does not change what is seen', async () => {
  await run.callNow('sabotage')
  expect(await value('data')).toEqual({ type: 'data', data: plain })
})
