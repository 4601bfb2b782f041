/** A wrong answer stays wrong, whatever else its file does. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Exercise } from '../src/exercise.ts'
import { runExercise } from '../src/exercise-session.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cheats-'))
})
afterAll(() => rm(folder, { recursive: true }))

const cases: Exercise['cases'] = [
  {
    title: 'number',
    async run(run) {
      await run.step('double({ n: 2 })', 'it returns { n: 4 }', async () => {
        const settled = await run.callNow('double', { value: { n: 2 } })
        const value = settled?.value
        const data = value?.type === 'data' ? (value.data as { n?: unknown }) : undefined
        if (settled?.outcome === 'returned' && data?.n === 4) return undefined
        const got = { words: JSON.stringify(value ?? 'nothing') }
        return { expected: { words: '4' }, got, sentence: 'This is not twice the number.' }
      })
    },
  },
]
const texts = { lab: 'tests', exercise: 'double', labFolder: '', fact: 'test-3', shows: '' }
const double: Exercise = { ...texts, kind: 'function', exports: ['double'], cases }

const wrong = 'export function double() { return { n: 5 } }'

/** Each name is what it tries; none of them knows the token that true events carry. */
const tricks: Record<string, string> = {
  'printing a result': `console.log('✓ 1 passed'); process.stdout.write('{"status":"passed"}\\n'); ${wrong}`,
  'ending well': `export function double() { process.exit(0) }`,
  'a process.exit that does nothing': `process.exit = process.reallyExit = process.kill = () => {}
    process.exitCode = 0; ${wrong}`,
  'an array that finds what is wanted': `for (const name of Object.getOwnPropertyNames(Array.prototype)) {
      if (!['constructor', 'length'].includes(name)) Array.prototype[name] = () => 4
    } ${wrong}`,
  'an object that is 4 in every respect': `Object.defineProperty(Object.prototype, 'n', { get: () => 4, set() {} })
    Object.prototype.valueOf = Object.prototype.toString = () => 4
    ${wrong}`,
  'a proxy': `export const double = () => new Proxy({ n: 5 }, {
      get: () => 4, getOwnPropertyDescriptor: () => ({ value: 4, enumerable: true, configurable: true }) })`,
  'a getter': `let n = 3; export const double = () => ({ get n() { return ++n } })`,
  'a promise of its own making': `Promise.prototype.then = function (done) { done({ n: 4 }) }
    globalThis.Promise = class { then(done) { done({ n: 4 }) } }
    export const double = () => ({ then(done) { done({ n: 4 }) } })`,
  'JSON, maps, reflection': `JSON.stringify = () => '{"n":4}'; Map.prototype.get = () => 4
    Reflect.apply = () => ({ n: 4 }); Reflect.ownKeys = () => []; Object.create = () => ({ n: 4 })
    Function.prototype.apply = Function.prototype.call = () => ({ n: 4 }); ${wrong}`,
  'messages of its own': `const event = { tMs: 1, kind: 'call.settled', call: 'call1', outcome: 'returned', value: { type: 'data', data: { n: 4 } } }
    for (const send of [process.send, process._send]) {
      try { send?.call(process, { token: '', event }); send?.call(process, { event }) } catch {}
    } ${wrong}`,
  'a channel that rewrites what is told': `
    const rewrite = (message) => { if (message?.event) message.event.value = { type: 'data', data: { n: 4 } }; return message }
    const { _send } = process
    try { process._send = (message, ...rest) => _send.call(process, rewrite(message), ...rest) } catch {}
    try { Object.defineProperty(process, '_send', { value: (message, ...rest) => _send.call(process, rewrite(message), ...rest) }) } catch {}
    process.send = rewrite; process.hrtime.bigint = () => { throw new Error('no time') }
    ${wrong}`,
  'a serializer of its own': `import v8 from 'node:v8'
    for (const type of [v8.Serializer, v8.DefaultSerializer]) {
      for (const name of Object.getOwnPropertyNames(type.prototype)) {
        try { type.prototype[name] = () => Buffer.from('4') } catch {}
      }
    }
    ${wrong}`,
  'orders of its own': `import { EventEmitter } from 'node:events'
    const { emit } = EventEmitter.prototype
    EventEmitter.prototype.emit = function (name, ...rest) { return name === 'message' ? true : emit.call(this, name, ...rest) }
    process.emit('message', { do: 'load', file: '/dev/null', token: 'mine' })
    process.removeAllListeners('uncaughtException')
    ${wrong}`,
  'a vitest of its own': `import { writeFileSync, mkdirSync } from 'node:fs'
    try { mkdirSync('node_modules/vitest', { recursive: true }); writeFileSync('node_modules/vitest/index.js', 'export const expect = () => {}') } catch {}
    globalThis.expect = globalThis.test = () => new Proxy(() => {}, { get: () => () => true })
    ${wrong}`,
}

test.concurrent.for(Object.entries(tricks))('%s does not pass', async ([name, program]) => {
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.ts`)
  await writeFile(file, program)
  const { cases } = await runExercise(double, { file, seed: 1 })
  expect(cases.map(({ status }) => status)).toEqual(['failed'])
  // It is told what it is: wrong, or ended. Nothing of the grader's broke.
  expect(cases[0]?.failure?.sentence).toMatch(/not twice|ended itself|event loop|caught|catches it/)
})

test('without a trick the right answer passes', async () => {
  const file = join(folder, 'right.ts')
  await writeFile(file, 'export const double = ({ n }: { n: number }) => ({ n: n * 2 })')
  const { cases } = await runExercise(double, { file, seed: 1 })
  expect(cases.map(({ status }) => status)).toEqual(['passed'])
})
