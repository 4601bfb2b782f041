/** A class with one of each kind that could stop the rest. */
import { readFile, symlink, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emitClassCsv, emitClassJson, emitClassText } from '../src/class/emit-class.ts'
import { findLearners } from '../src/class/find-learners.ts'
import { type ClassResult, gradeClass } from '../src/class/grade-class.ts'
import { KeptResults } from '../src/class/kept-results.ts'
import { earnedPoints } from '../src/result.ts'
import { rightAnswer, SampleCourse, wrongAnswer } from './golden/sample-course.ts'

let course: SampleCourse
let folder: string
const file = 'sum-1-double.ts'
const tenGigabytes = 10 * 1024 ** 3

const handedIn: Record<string, string | Uint8Array> = {
  [`ada/labs/sums/exercises/${file}`]: rightAnswer,
  [`ben/${file}`]: wrongAnswer,
  [`cy/exercises/${file}`]: 'export const double = () => { for (;;); }',
  [`dan/${file}`]: Uint8Array.from({ length: 999 }, (_, i) => (i * 151) % 256),
  [`eve/${file}`]: '',
  [`fay/${file}`]: `process.kill(process.ppid, 'SIGKILL')\n${rightAnswer}`,
  'gil/readme.txt': 'I was ill.',
  [`hal/${file}`]: wrongAnswer,
}

beforeAll(async () => {
  course = await SampleCourse.make()
  folder = join(course.root, 'class')
  for (const [path, content] of Object.entries(handedIn)) {
    await course.write(`class/${path}`, content)
  }
  await truncate(join(folder, 'eve', file), tenGigabytes)
  await symlink(join(folder, 'ada'), join(folder, 'ian'))
  await course.write('class/students.csv', 'folder,email,last_name\r\nada,a@x.org,"Love, lace"\r\n')
})

afterAll(() => course.remove())

/** Grades the class; answers the results, and who of them was kept from before. */
async function grade(signal?: { after: number; abort: AbortController }) {
  const { members } = await findLearners(folder)
  const kept: string[] = []
  const graded: string[] = []
  const results = await gradeClass({
    root: course.root,
    members,
    exercises: course.exercises,
    seed: 1,
    kept: await KeptResults.open([join(folder, '.kept')]),
    atOnce: 2,
    signal: signal?.abort.signal,
    onGraded: (one, isKept) => {
      ;(isKept ? kept : graded).push(one.folder)
      if (graded.length === signal?.after) signal.abort.abort()
    },
  })
  return { results, kept, graded }
}

function mistakes(results: readonly ClassResult[]): Record<string, string | undefined> {
  return Object.fromEntries(
    results.map(({ folder, result }) => {
      const failure = result.exercises[0]?.cases.find((c) => c.failure)?.failure
      return [folder, failure?.mistake]
    }),
  )
}

test('a class is graded whatever is in it, goes on after a stop, and only what changed is graded again', async () => {
  const abort = new AbortController()
  await expect(grade({ after: 2, abort })).rejects.toThrow()

  const rest = await grade()
  expect(rest.kept.length).toBeGreaterThanOrEqual(2)
  expect(rest.kept.length + rest.graded.length).toBe(8)
  expect(mistakes(rest.results)).toEqual({
    ada: undefined,
    ben: 'not-doubled',
    cy: expect.any(String),
    dan: expect.any(String),
    eve: 'too-large',
    fay: 'not-gradable',
    gil: 'not-handed-in',
    hal: 'not-doubled',
  })
  const points = rest.results.map(({ result }) => result.exercises.map(earnedPoints)[0])
  expect(points).toEqual([4, 2, 0, 0, 0, 0, 0, 2])

  await course.write(`class/hal/${file}`, rightAnswer)
  const again = await grade()
  expect(again.graded).toEqual(['hal'])
  expect(mistakes(again.results).hal).toBe(undefined)

  const rows = emitClassText(again.results)
  expect(rows).toMatch(/^ada {2}4 of 4 points {4}✓ sum-1-double$/m)
  expect(rows).toContain('sums/sum-1-double  2 of 8 passed')
  expect(rows).toContain('1 ×  2 is not twice 2.')
  const ajv = new Ajv2020({ strict: true, strictRequired: false })
  ajv.addSchema(await schema('grade-result.schema.json'))
  const validate = ajv.compile(await schema('class-result.schema.json'))
  validate(JSON.parse(emitClassJson(again.results)))
  expect(validate.errors).toBe(null)
  expect(emitClassCsv(again.results)).toMatch(
    /^sums\/sum-1-double,,[^,]+,,"Love, lace",,a@x.org,4,0,4,4\r$/m,
  )
}, 60_000)

async function schema(name: string): Promise<object> {
  return JSON.parse(await readFile(join(import.meta.dirname, '../schema', name), 'utf8'))
}

test('links and hidden folders are no learners, and an empty class is said', async () => {
  const { members, leftOut } = await findLearners(folder)
  expect(members.map((member) => member.folder)).toEqual(
    Object.keys(handedIn).map((path) => path.split('/')[0]),
  )
  expect(leftOut).toEqual(['ian'])
  await expect(findLearners(join(folder, 'gil'))).rejects.toThrow('holds no folders')
  await expect(findLearners(join(folder, 'nobody'))).rejects.toThrow('expected a folder')
})

test('results are kept elsewhere when they cannot be in the first folder', async () => {
  const noFolder = await course.write('no-folder', '')
  const kept = await KeptResults.open([join(noFolder, 'kept'), join(course.root, 'kept')])
  await kept.keepSeed(7)
  expect(await kept.seed()).toBe(7)
  expect(await readFile(join(course.root, 'kept/seed.json'), 'utf8')).toBe('{"seed":7}')
  await expect(KeptResults.open([join(noFolder, 'kept')])).rejects.toThrow('ENOTDIR')
})
