/** Every format against its golden file (`vitest -u` writes them) and against its schema. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { parseCsv } from '../src/class/students-csv.ts'
import { csvField } from '../src/formats/emit-csv.ts'
import type { Setting } from '../src/formats/format.ts'
import { type Format, formats } from '../src/formats/formats.ts'
import { plainResult } from '../src/formats/plain-result.ts'
import { notRunResult, sampleResult } from './golden/sample-result.ts'

const schemas = join(import.meta.dirname, '../schema')

const setting: Setting = {
  learner: {
    studentId: '=cmd()',
    lastName: 'O\'Hara, "Sam"',
    firstName: 'Ada',
    email: 'a@example.org',
  },
  gradedAt: '2026-11-01T12:00:00.000Z',
  environment: {
    CLASSROOM: 'sockets-2026',
    ASSIGNMENT: 'framing',
    SUBMISSION_TAG: 'submit/2026-11-01T11-59-00Z',
    COMMIT_URL: 'https://example.org/commit/1',
    RELEASE_URL: 'https://example.org/releases/1',
  },
}

async function readJson(name: string): Promise<object> {
  return JSON.parse(await readFile(join(schemas, name), 'utf8'))
}

async function schemaErrors(name: string, text: string) {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true })
  const validate = ajv.compile(await readJson(name))
  validate(JSON.parse(text))
  return validate.errors
}

for (const format of Object.keys(formats) as Format[]) {
  test(`${format} is written as it was agreed`, async () => {
    const text = formats[format](sampleResult, setting)
    await expect(text).toMatchFileSnapshot(`golden/${format}.golden`)
    expect(text).not.toContain('\u001b')
  })
}

test.for([
  ['json', 'grade-result.schema.json'],
  ['gradescope', 'gradescope-results.schema.json'],
  ['exercism', 'exercism-results.schema.json'],
  ['classroom50', 'classroom50-result.schema.json'],
] as const)('%s is valid by %s', async ([format, schema]) => {
  expect(await schemaErrors(schema, formats[format](sampleResult, setting))).toBe(null)
  expect(await schemaErrors(schema, formats[format](notRunResult, setting))).toBe(null)
})

test('the schema refuses a failed case that does not say why', async () => {
  const broken = structuredClone(sampleResult)
  delete broken.exercises[0]?.cases[1]?.failure
  expect(await schemaErrors('grade-result.schema.json', JSON.stringify(broken))).not.toBe(null)
})

test('junit is valid by junit.xsd, whatever a program printed', async () => {
  const schema = await readFile(join(schemas, 'junit.xsd'), 'utf8')
  const printed = structuredClone(sampleResult)
  const failed = printed.exercises[0]?.cases[1]
  if (failed) failed.output = '\u0000\u001b[31m\ud800 \ufffe ]]> &amp; 😀'
  const contents = formats.junit(printed, setting)
  const xml = [{ fileName: 'result.xml', contents }]
  const { errors } = await validateXML({ xml, schema: [schema] })
  expect(errors).toEqual([])
  expect(contents).toContain('😀')
})

test('gradescope: the scores of the cases sum to the score, and the highest to the points', () => {
  const { score, tests } = JSON.parse(formats.gradescope(sampleResult, setting))
  const sum = (key: string) =>
    tests.reduce((all: number, one: Record<string, number>) => all + (one[key] ?? 0), 0)
  expect(score).toBe(5.83)
  expect(sum('score')).toBeCloseTo(5.83, 8)
  expect(sum('max_score')).toBeCloseTo(12.5, 8)
})

test('exercism: an error only when nothing could be run, and it says why', () => {
  const { status, message, tests } = JSON.parse(formats.exercism(notRunResult, setting))
  expect({ status, tests }).toEqual({ status: 'error', tests: undefined })
  expect(message).toContain('frame-8-header.ts was not handed in.')
  expect(JSON.parse(formats.exercism(sampleResult, setting)).status).toBe('fail')
})

test('classroom50: rounding to whole points never makes a whole of a part', () => {
  const almost = structuredClone(sampleResult)
  const [exercise] = almost.exercises
  if (exercise) exercise.points = 1
  const { tests } = JSON.parse(formats.classroom50(almost, setting))
  expect(tests[0]).toMatchObject({ passed: false, score: 0, 'max-score': 1 })
})

test('csv: what a spreadsheet would run is text, and quotes are those of RFC 4180', () => {
  expect(['=1+1', '+1', '-1', '@x', '\tx', 'a=1'].map(csvField)).toEqual([
    "'=1+1",
    "'+1",
    "'-1",
    "'@x",
    "'\tx",
    'a=1',
  ])
  const [names, row] = parseCsv(formats.csv(sampleResult, setting))
  expect(names?.length).toBe(row?.length)
  expect(row?.slice(3, 6)).toEqual(["'=cmd()", 'O\'Hara, "Sam"', 'Ada'])
})

test('no terminal sequence and no folder of this machine is told', () => {
  const told = structuredClone(sampleResult)
  const failed = told.exercises[0]?.cases[1]
  if (failed) {
    failed.output =
      '\u001b[31mred\u001b[0m at file:///home/t/course/packages/x.ts in /home/t/course, /tmp/exercise-Ab3dEf/a.ts, /tmp/exercise-Ab3dEf'
  }
  expect(plainResult(told, '/home/t/course').exercises[0]?.cases[1]?.output).toBe(
    'red at packages/x.ts in ., ./a.ts, ./',
  )
})
