import { execFileSync } from 'node:child_process'
import { readFile, symlink, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mostFileBytes, removeTaken, takeSubmission } from '../src/class/take-submission.ts'
import { rightAnswer, SampleCourse } from './golden/sample-course.ts'

let course: SampleCourse
const file = 'sum-1-double.ts'
const pipeMaker = 'mkfifo'

beforeAll(async () => {
  course = await SampleCourse.make()
})

afterAll(() => course.remove())

/** What is taken of a submission in which `make` has put something: the file's text, or why not. */
async function taken(name: string, make: (at: (path: string) => string) => unknown) {
  await course.write(`${name}/beside.ts`, 'export const secret = 1')
  await make((path) => join(course.root, name, path))
  const submission = await takeSubmission(join(course.root, name), course.exercises)
  const path = join(submission.folder, 'sums', file)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  await removeTaken(submission)
  return text ?? submission.refused['sums/sum-1-double']?.sentence
}

test('a file is taken by its name from each place where it may lie', async () => {
  for (const place of ['', 'exercises/', 'labs/sums/exercises/']) {
    const name = `at-${place.length}`
    const put = () => course.write(`${name}/${place}${file}`, rightAnswer)
    expect(await taken(name, put)).toBe(rightAnswer)
  }
})

test('what is missing, too large, or no plain file is named and not read', async () => {
  const answer = await course.write('solutions/sum-1-double.ts', rightAnswer)
  expect(await taken('missing', () => {})).toBe(`${file} was not handed in.`)
  expect(
    await taken('large', async (at) => {
      await course.write(`large/${file}`, '')
      await truncate(at(file), mostFileBytes + 1)
    }),
  ).toContain('larger than the 256 KiB')
  expect(await taken('link', (at) => symlink(answer, at(file)))).toContain('is a link')
  expect(
    await taken('folder-link', (at) => symlink(join(course.root, 'solutions'), at('exercises'))),
  ).toContain('is a link')
  expect(await taken('folder', () => course.write(`folder/${file}/x`, ''))).toContain(
    'is no plain file',
  )
  expect(await taken('pipe', (at) => execFileSync(pipeMaker, [at(file)]))).toContain(
    'is no plain file',
  )
})
