import { expect, test } from 'vitest'
import { ClassProgress } from '../src/class/class-progress.ts'
import { countMisconceptions, tellMisconceptions } from '../src/class/misconceptions.ts'
import { readStudents } from '../src/class/students-csv.ts'
import { nobody } from '../src/formats/format.ts'
import type { CaseResult, ExerciseResult, Failure } from '../src/result.ts'
import { sampleResult } from './golden/sample-result.ts'

const [exercise] = sampleResult.exercises as [ExerciseResult, ...ExerciseResult[]]

function failing(...failures: Pick<Failure, 'sentence' | 'mistake'>[]) {
  const cases: CaseResult[] = failures.map((failure, i) => ({
    index: i + 1,
    title: `case ${i}`,
    status: 'failed',
    durationMs: 1,
    steps: [],
    failure: { expected: { words: '' }, got: { words: '' }, ...failure },
  }))
  return { exercises: [{ ...exercise, cases }] }
}

test('a mistake is counted once a learner, and the most frequent comes first', () => {
  const oneRead = (bytes: number) => ({ sentence: `It had ${bytes} bytes.`, mistake: 'one-read' })
  const unnamed = (bytes: number) => ({ sentence: `${bytes} are not enough.` })
  const passed = { exercises: [{ ...exercise, cases: exercise.cases.slice(0, 1) }] }
  const counts = countMisconceptions([
    failing(unnamed(3)),
    failing(oneRead(5), oneRead(6), unnamed(4)),
    failing(oneRead(7)),
    failing(oneRead(8)),
    passed,
  ])
  expect(tellMisconceptions(counts)).toBe(
    `sample-lab/frame-8-header  1 of 5 passed
     3 ×  It had 5 bytes.
     2 ×  3 are not enough.
`,
  )
})

test('progress says how many, who, and how long the rest takes', () => {
  let nowMs = 0
  const progress = new ClassProgress(12, () => nowMs)
  const one = { folder: 'ada', learner: nobody, gradedAt: '', result: sampleResult }
  expect(progress.after(one, true)).toBe(
    ' 1 of 12  ada  1 of 2 passed, 5.83 of 12.5 points  kept from before',
  )
  nowMs = 2500
  expect(progress.after(one, false)).toMatch(/^ 2 of 12 .* {2}about 25 s left$/)
})

test('students.csv may quote its fields and name its columns in any order', () => {
  const students = readStudents('\ufeffemail,folder,last_name\n"a ""x""",f-1,"O, P"\r\n\r\n,f-2,\n')
  expect(students).toEqual(
    new Map([
      ['f-1', { ...nobody, email: 'a "x"', lastName: 'O, P' }],
      ['f-2', nobody],
    ]),
  )
  expect(() => readStudents('name,email\na,b')).toThrow(
    'no column named folder; it has: name, email',
  )
  expect(() => readStudents('folder\n"a"b')).toThrow('a quote that does not fit at character 7')
})
