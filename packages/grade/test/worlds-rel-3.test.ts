/** The exercise of the virtual network: what it says, and what else it accepts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { Exercise } from '../src/exercise.ts'
import { runExercise } from '../src/exercise-session.ts'
import { hasPassed } from '../src/result.ts'
import { tellFailure } from '../src/story.ts'

const lab = join(import.meta.dirname, '../../../labs/tcp-basics')
const { default: exercise }: { default: Exercise } = await import(
  join(lab, 'grade/rel-3-in-order.grade.ts')
)
const folder = await mkdtemp(join(tmpdir(), 'in-order-'))
afterAll(() => rm(folder, { recursive: true }))

async function grade(text: string, seed = 1) {
  const file = join(folder, 'rel-3-in-order.ts')
  await writeFile(file, text)
  return runExercise(exercise, { file, seed })
}

/** The steps, the difference and the sentence: how it is run again is another's affair. */
async function story(file: string, title: string, seed: number): Promise<string> {
  const result = await runExercise(exercise, { file: join(lab, file), seed })
  const failed = result.cases.find((c) => c.title.includes(title))
  if (!failed) throw new Error(`no case ${title}`)
  const rows = tellFailure(result, failed, seed).slice(1)
  return rows.filter((row) => !/pnpm|notebook/.test(row)).join('\n')
}

test('on the virtual network every stream arrives in the end, whatever chance does', async () => {
  const { happeningsOf, networkCase } = await import(join(lab, 'grade/rel-3-network.ts'))
  const { ReceiverModel } = await import(join(lab, 'grade/rel-3-model.ts'))
  fc.assert(
    fc.property(
      networkCase as fc.Arbitrary<{ capacityBytes: number; streamBytes: number }>,
      (all) => {
        const model = new ReceiverModel(all.capacityBytes)
        for (const happening of happeningsOf(all)) {
          if (happening.do === 'read') model.read(happening.mostBytes)
          else model.onSegment(happening.segment)
        }
        expect([model.readNo, model.endNo]).toEqual([all.streamBytes, all.streamBytes])
      },
    ),
    { numRuns: 1000 },
  )
})

const network = 'over a network that loses, reorders and duplicates'

test('of a network that loses, reorders and duplicates only what a failure needs is told', async () => {
  const file = 'wrong/rel-3-in-order.forgets-what-waits.ts'
  const told = await story(file, network, 42)
  expect(told).toMatchInlineSnapshot(`
    "    1  case 5 of 100, made smaller in 18 steps
        2  createReceiver(10)
        3  segment 1  "b", last                     ack 0, window 10  as expected
        4  segment 0  "a"  (overtaken)              ack 3, window 8   ✗
             expected  ack 3, window 8
             got       ack 1, window 9
        Byte 1 had come already, with the segment 1, and lay inside the window. The hole before it is
        filled now: what waits behind it must have been kept."
  `)
  expect(await story(file, network, 42)).toBe(told)
})

test('the smallest failing case of any segments names the mistake', async () => {
  const file = 'wrong/rel-3-in-order.drops-partly-old.ts'
  expect(await story(file, 'whatever segments come', 42)).toMatchInlineSnapshot(`
    "    1  case 4 of 150, made smaller in 18 steps
        2  createReceiver(10)
        3  segment 0  "a"                           ack 1, window 9  as expected
        4  segment 0..1  "ab", last                 ack 3, window 8  ✗
             expected  ack 3, window 8
             got       ack 1, window 9
        The segment begins with byte 0, which had come before, so all of it was dropped. Its other bytes
        are new, and wanted."
  `)
})

/** Whole segments in a list, sorted; nothing like the ring of the solution. */
const sortedList = `
type Piece = { from: number; bytes: number[] }
export const createReceiver = (capacityBytes: number) => {
  let pieces: Piece[] = []
  let stream: number[] = []
  let taken = 0
  let end: number | null = null
  return new (class Receiver {
    onSegment({ seqNo, bytes, isLast }: { seqNo: number; bytes: Uint8Array; isLast: boolean }) {
      const edge = taken + capacityBytes
      if (isLast && seqNo + bytes.length <= edge) end = seqNo + bytes.length
      pieces.push({ from: seqNo, bytes: [...bytes].slice(0, Math.max(0, edge - seqNo)) })
      pieces.sort((a, b) => a.from - b.from)
      for (const { from, bytes } of pieces) {
        if (from <= stream.length) stream.push(...bytes.slice(stream.length - from))
      }
      pieces = pieces.filter(({ from, bytes }) => from + bytes.length > stream.length)
      const ackNo = stream.length === end ? end + 1 : stream.length
      return { windowBytes: edge - stream.length, ackNo, comment: 'may say more' }
    }
    read(mostBytes: number) {
      const bytes = Buffer.from(stream.slice(taken, taken + mostBytes))
      taken += bytes.length
      return { bytes, isEnd: taken === end }
    }
  })()
}`

test.each([1, 2, 3])('a right answer of another make passes, seed %i', async (seed) => {
  const result = await grade(sortedList, seed)
  expect(result.cases.flatMap((c) => c.failure ?? [])).toEqual([])
  expect(hasPassed(result)).toBe(true)
})

const forms = [
  ['return { onSegment: () => 7, read: () => [] }', 'onSegment returns { ackNo, windowBytes }'],
  ['return { onSegment() { throw new Error("no") } }', 'a receiver cannot refuse a segment'],
  ['return {}', 'It threw'],
  ['', 'It threw'],
  ['return { onSegment: async () => ({ ackNo: 3, windowBytes: 7 }) }', 'both numbers'],
] as const

test.each(forms)('what is not of the form is told as that: %s', async (body, sentence) => {
  const result = await grade(`export function createReceiver(): unknown { ${body} }`)
  expect(result.cases[0]?.failure?.sentence).toContain(sentence)
})
