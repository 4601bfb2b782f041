/** The page of wrong answers: what stands in a row, and when it is no longer up to date. */
import { expect, test } from 'vitest'
import type { FoundExercise } from '../src/find-exercises.ts'
import type { WrongAnswer } from '../src/wrong-answers.ts'
import { whyStale, wrongAnswersText } from '../src/wrong-answers-page.ts'

const found: FoundExercise = {
  lab: 'framing',
  exercise: 'frame-8-header',
  fact: 'frame-8',
  gradeFile: 'labs/framing/grade/frame-8-header.grade.ts',
}

const answer: WrongAnswer = {
  file: 'frame-8-header.reads-early.ts',
  mistake: 'reads-early',
  wrong: 'reads the length as soon as `a | b` has come.',
  mustGet: 'before all four',
}

const message = 'The length was read before all four of its bytes had arrived: <2>.'
const page = wrongAnswersText([{ found, rows: [{ ...answer, message }] }])

test('a row tells the wrong answer, what it does, and the message with the words that it must get', () => {
  expect(page.split('\n').slice(-5)).toMatchInlineSnapshot(`
    [
      "",
      "| wrong answer | what it does | message |",
      "|---|---|---|",
      "| \`reads-early\` | reads the length as soon as \`a \\| b\` has come. | The length was read **before all four** of its bytes had arrived: \\<2\\>. |",
      "",
    ]
  `)
})

test('the page is up to date until a wrong answer is added, changed or removed', () => {
  expect(whyStale(page, [{ found, wrong: [answer] }])).toBeUndefined()
  const another = { ...answer, mistake: 'reads-late' }
  expect(whyStale(page, [{ found, wrong: [answer, another] }])).toContain('no row | `reads-late`')
  expect(whyStale(page, [{ found, wrong: [{ ...answer, mustGet: 'too early' }] }])).toContain(
    '**too early**',
  )
  expect(whyStale(page, [{ found, wrong: [] }])).toBe('it has 1 rows for 0 wrong answers')
  const other = { found: { ...found, exercise: 'frame-9-zero' }, wrong: [] }
  expect(whyStale(page, [{ found, wrong: [answer] }, other])).toContain('framing/frame-9-zero')
  expect(whyStale('', [{ found, wrong: [answer] }])).toContain('no row')
})
