/** One exercise told as a learner meets it, and a right answer that is not ours. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Exercise } from '../src/exercise.ts'
import { runExercise } from '../src/exercise-session.ts'
import { emitText } from '../src/formats/emit-text.ts'
import { fileOf } from '../src/grade-file.ts'
import { hasPassed } from '../src/result.ts'

const labGrade = join(import.meta.dirname, '../../../labs/tcp-basics/grade')
const { default: exercise }: { default: Exercise } = await import(
  join(labGrade, 'data-3-collect.grade.ts')
)

test('the shipped exercise is told so that it teaches', async () => {
  const result = await runExercise(exercise, { file: fileOf(exercise, 'exercises'), seed: 42 })
  const text = emitText({ version: 1, seed: 42, durationMs: 0, exercises: [result] })
  expect(text).toMatchInlineSnapshot(`
    "tcp-basics/data-3-collect  TCP is a byte stream: number and sizes of writes and of reads are unrelated
    ✓ bytes that come in one read are handed over
    ✗ data-3  bytes that come in several reads are put together      seed 42
        1  a connection is opened
        2  collect(socket, 12)      it waits        as expected
        3  peer writes 6f 75  "ou"  it still waits  ✗
             expected  6f 75 69 62 7a 6e 72 79 63 74 77 69   "ouibznryctwi"
             got       6f 75                                 "ou"
                             ^^ first difference at byte 2: 2 of 12 bytes
        It resolved with what one read brought, 2 of 12 bytes. A read brings what has arrived so far;
        where a write ended is not part of the stream.
        notebook 02 › 1. Ten writes, how many reads? (data-3)    pnpm hint data-3-collect
        again: pnpm grade tcp-basics/data-3-collect --case 2 --seed 42
    ✗ data-3  every byte may come in a read of its own      the same mistake
    ✗ data-3  bytes are not text: a character may be cut, and any byte may come      the same mistake
    ✓ it leaves no listener on the socket
    ✗ data-3  bytes that came along beyond byteCount stay for the next reader      seed 42
        1  a connection is opened
        2  collect(socket, 6)                               it waits                  as expected
        3  peer writes 68 6c 65 6b 63 70 6b 6a  "hlekcpkj"  it resolves with 6 bytes  ✗
             expected  68 6c 65 6b 63 70         "hlekcp"
             got       68 6c 65 6b 63 70 6b 6a   "hlekcpkj"
                                         ^^ first difference at byte 6: 2 too many
        It resolved with more than byteCount bytes: the last 2 bytes belonged to the next reader.
        notebook 02 › 1. Ten writes, how many reads? (data-3)    pnpm hint data-3-collect
        again: pnpm grade tcp-basics/data-3-collect --case 6 --seed 42
    ✗ data-3  two messages that come in one read are collected one after the other      the same mistake
    ✓ with byteCount 0 it resolves at once, and takes nothing
    ✗ data-3  it rejects when the stream ends too early, and says how much arrived      the same mistake
    ✗ data-3  it rejects with the socket's error when the connection is reset      the same mistake
        3 passed, 7 failed, 0 not reached

    exercises: 0 passed, 1 failed    seed 42
    "
  `)
})

const withReadable = `
import type { Socket } from 'node:net'
export function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  if (byteCount === 0) return Promise.resolve(Buffer.alloc(0))
  return new Promise((resolve, reject) => {
    const leave = () =>
      socket.off('readable', onReadable).off('end', onEnd).off('error', onError)
    const onReadable = () => {
      const bytes = socket.read(byteCount)
      if (bytes === null) return
      leave()
      if (bytes.length === byteCount) resolve(bytes)
      else reject(new Error(bytes.length + ' of ' + byteCount + ' bytes'))
    }
    const onEnd = () => {
      leave()
      reject(new Error('0 of ' + byteCount + ' bytes'))
    }
    const onError = (error: Error) => {
      leave()
      reject(error)
    }
    socket.on('readable', onReadable).on('end', onEnd).on('error', onError)
    onReadable()
  })
}`

test('a right answer of another make passes: one that pulls with read()', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'readable-'))
  const file = join(folder, 'data-3-collect.ts')
  await writeFile(file, withReadable)
  const result = await runExercise(exercise, { file, seed: 3 })
  expect(result.cases.filter((c) => c.failure).map((c) => c.failure?.sentence)).toEqual([])
  expect(hasPassed(result)).toBe(true)
  await rm(folder, { recursive: true })
})
