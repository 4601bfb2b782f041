/** Grade files are compared with what was shipped; a change is told, and refused nowhere. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { findExercises } from '../src/find-exercises.ts'
import { checkGradeFiles, hashesOf, hashesPath, hashesText } from '../src/grade-hashes.ts'

const root = join(import.meta.dirname, '../../..')
const lab = 'tcp-basics'
const collect = { lab, exercise: 'data-3-collect' }
const grade = join('labs', lab, 'grade')

let copy: string

/** A course with the lab's real grade files and a grader of two files. */
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'course-'))
  onTestFinished(() => rm(copy, { recursive: true }))
  await cp(join(root, grade), join(copy, grade), { recursive: true })
  await mkdir(join(copy, 'packages/grade/src/deep'), { recursive: true })
  await writeFile(join(copy, 'packages/grade/src/verdict.ts'), 'export const a = 1\n')
  await writeFile(join(copy, 'packages/grade/src/deep/step.ts'), 'export const b = 2\n')
  await writeFile(join(copy, hashesPath(lab)), hashesText(await hashesOf(copy, lab)))
})

async function append(path: string, text = '\n// passes everything\n'): Promise<void> {
  await writeFile(join(copy, path), `${await readFile(join(copy, path), 'utf8')}${text}`)
}

test('as shipped nothing is told, of one exercise or of all', async () => {
  expect(await checkGradeFiles(copy, [collect])).toEqual([])
  expect(await checkGradeFiles(copy, (await findExercises(copy)).get(lab) ?? [])).toEqual([])
})

test('an altered grade file is told', async () => {
  await append(join(grade, 'data-3-collect.grade.ts'))
  expect(await checkGradeFiles(copy, [collect])).toEqual([
    'labs/tcp-basics/grade/data-3-collect.grade.ts is not as it was shipped',
  ])
})

test('an altered file that the grade file imports is told, and that of another exercise is not', async () => {
  await append(join(grade, 'data-3-collecting.ts'))
  await writeFile(join(copy, grade, 'data-4-other.grade.ts'), '')
  expect(await checkGradeFiles(copy, [collect])).toEqual([
    'labs/tcp-basics/grade/data-3-collecting.ts is not as it was shipped',
  ])
})

test('a missing file, an added one and a changed grader are told', async () => {
  await rm(join(copy, grade, 'data-3-collecting.ts'))
  await append(join(grade, 'data-3-collect.grade.ts'), "import { x } from './bribe.ts'\n")
  await writeFile(join(copy, grade, 'bribe.ts'), 'export const x = 1\n')
  await append('packages/grade/src/deep/step.ts')
  expect(await checkGradeFiles(copy, [collect])).toEqual([
    'labs/tcp-basics/grade/bribe.ts was not shipped with the course',
    'labs/tcp-basics/grade/data-3-collect.grade.ts is not as it was shipped',
    'labs/tcp-basics/grade/data-3-collecting.ts was shipped, and is missing',
    'packages/grade/src is not as it was shipped',
  ])
})

test('hashes that are missing, or are none, are told', async () => {
  for (const text of ['', '{}', 'null', '{"grader":1}']) {
    await writeFile(join(copy, hashesPath(lab)), text)
    expect(await checkGradeFiles(copy, [collect])).toEqual([
      'labs/tcp-basics/grade/hashes.json cannot be read: nobody knows whether this lab is graded as shipped',
    ])
  }
})

test('the line ends that git gives a file on another machine are no change', async () => {
  const path = join(copy, grade, 'data-3-collect.grade.ts')
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'))
  expect(await checkGradeFiles(copy, [collect])).toEqual([])
})

test('the shipped hashes are those of this checkout', async () => {
  for (const [name, exercises] of await findExercises(root)) {
    if (exercises.length === 0) continue
    const mend = 'run: node --import tsx packages/grade/src/cli/grade-hashes.ts --write'
    const text = await readFile(join(root, hashesPath(name)), 'utf8').catch(() => '')
    expect(text, mend).toBe(hashesText(await hashesOf(root, name)))
  }
})
