import { expect, test } from 'vitest'
import { emitText } from '../src/formats/emit-text.ts'
import type { CaseResult, ExerciseResult, Step } from '../src/result.ts'
import { tellFailure } from '../src/story.ts'

const frame: Omit<ExerciseResult, 'cases'> = {
  lab: 'framing',
  exercise: 'frame-8-header',
  fact: 'frame-8',
  shows: 'A header can be cut like everything else',
  points: 10,
}

function step(action: string, expectation: string, outcome: Step['outcome'] = 'as expected'): Step {
  return { action, expectation, outcome }
}

const cutHeader: CaseResult = {
  index: 2,
  title: 'a length header cut across two reads still gives the whole frame',
  status: 'failed',
  durationMs: 1,
  steps: [
    step('push 00 00', 'nothing yet'),
    step('push 00 05 68 65', 'nothing yet'),
    step('push 6c 6c 6f', 'one frame "hello"', 'failed'),
  ],
  failure: {
    expected: { bytesHex: '68656c6c6f' },
    got: { bytesHex: '0000056865' },
    sentence: 'The length was read before all four of its bytes had arrived.',
    mistake: 'early-length',
  },
}

function story(c: CaseResult): string {
  return tellFailure({ ...frame, cases: [c] }, c, 4211).join('\n')
}

test('a failure is told with its steps, both byte strings and the first difference', () => {
  expect(story(cutHeader)).toMatchInlineSnapshot(`
    "✗ frame-8  a length header cut across two reads still gives the whole frame      seed 4211
        1  push 00 00        nothing yet        as expected
        2  push 00 05 68 65  nothing yet        as expected
        3  push 6c 6c 6f     one frame "hello"  ✗
             expected  68 65 6c 6c 6f   "hello"
             got       00 00 05 68 65   "␀␀␅he"
                       ^^ first difference at byte 0
        The length was read before all four of its bytes had arrived.
        again: pnpm grade framing/frame-8-header --case 2 --seed 4211"
  `)
})

test('of many steps the first and the last are told, and how many are left out', () => {
  const steps = Array.from({ length: 40 }, (_, i) => step(`push ${i}`, 'nothing yet'))
  steps.push(step('push 40', 'one frame', 'failed'))
  const rows = story({ ...cutHeader, steps }).split('\n')
  expect(rows.slice(1, 18)).toMatchInlineSnapshot(`
    [
      "    1  push 0   nothing yet  as expected",
      "    2  push 1   nothing yet  as expected",
      "    3  push 2   nothing yet  as expected",
      "    4  push 3   nothing yet  as expected",
      "       … 27 more steps, each as expected",
      "   32  push 31  nothing yet  as expected",
      "   33  push 32  nothing yet  as expected",
      "   34  push 33  nothing yet  as expected",
      "   35  push 34  nothing yet  as expected",
      "   36  push 35  nothing yet  as expected",
      "   37  push 36  nothing yet  as expected",
      "   38  push 37  nothing yet  as expected",
      "   39  push 38  nothing yet  as expected",
      "   40  push 39  nothing yet  as expected",
      "   41  push 40  one frame    ✗",
      "         expected  68 65 6c 6c 6f   "hello"",
      "         got       00 00 05 68 65   "␀␀␅he"",
    ]
  `)
})

test('of what the program printed the last lines are shown', () => {
  const output = Array.from({ length: 20 }, (_, i) => `line ${i}`).join('\n')
  const rows = story({ ...cutHeader, output }).split('\n')
  expect(rows.slice(8, 11)).toEqual([
    '    Your program printed (its last 8 lines; 12 before them are left out):',
    '      │ line 12',
    '      │ line 13',
  ])
  expect(rows.at(-2)).toBe('      │ line 19')
})

test('a mistake has its story once; further cases of it are named', () => {
  const cases: CaseResult[] = [
    { index: 1, title: 'a whole frame', status: 'passed', durationMs: 1, steps: [] },
    cutHeader,
    { ...cutHeader, title: 'every cut' },
    { index: 3, title: 'two frames', status: 'not reached', durationMs: 0, steps: [] },
  ]
  const text = emitText({
    version: 1,
    seed: 4211,
    durationMs: 1,
    exercises: [
      { ...frame, cases },
      { ...frame, exercise: 'frame-9-zero', cases: cases.slice(0, 1) },
    ],
  })
  expect(text).toMatchInlineSnapshot(`
    "framing/frame-8-header  A header can be cut like everything else
    ✓ a whole frame
    ✗ frame-8  a length header cut across two reads still gives the whole frame      seed 4211
        1  push 00 00        nothing yet        as expected
        2  push 00 05 68 65  nothing yet        as expected
        3  push 6c 6c 6f     one frame "hello"  ✗
             expected  68 65 6c 6c 6f   "hello"
             got       00 00 05 68 65   "␀␀␅he"
                       ^^ first difference at byte 0
        The length was read before all four of its bytes had arrived.
        again: pnpm grade framing/frame-8-header --case 2 --seed 4211
    ✗ frame-8  every cut      the same mistake
        1 passed, 2 failed, 1 not reached

    framing/frame-9-zero  A header can be cut like everything else
    ✓ 1 passed

    exercises: 1 passed, 1 failed    seed 4211
    "
  `)
})

const readLine: Omit<ExerciseResult, 'cases'> = {
  ...frame,
  lab: 'tcp-basics',
  exercise: 'state-3-read-line',
  notebook: { file: '02-a-byte-stream', heading: 'A read is not a message' },
}

test('the last rows name the notebook, the hint, the command that repeats the case, and the run', () => {
  const saved = { run: '20261123-024829-grade-state-3-read-line-78e7', n: 10 }
  const rows = tellFailure({ ...readLine, cases: [] }, { ...cutHeader, saved }, 4211)
  expect(rows.slice(-3)).toMatchInlineSnapshot(`
    [
      "    notebook 02 › A read is not a message    pnpm hint state-3-read-line",
      "    again: pnpm grade tcp-basics/state-3-read-line --case 2 --seed 4211",
      "    see it: pnpm start, then #run=20261123-024829-grade-state-3-read-line-78e7&n=10",
    ]
  `)
})

test('long cells, words and inputs stay readable in 100 columns', () => {
  const bytes = Array.from({ length: 3000 }, (_, i) => (i % 256).toString(16).padStart(2, '0'))
  const failed: CaseResult = {
    ...cutHeader,
    title: `a title that goes on ${'and on '.repeat(30)}`.trim(),
    steps: [
      step(`call with ${'x'.repeat(5000)}`, `an expectation ${'that is long '.repeat(60)}`),
      step('short', 'short'),
      step(`push \u001b[2J\u202E and\na line, ${'words '.repeat(80)}`, 'one frame', 'failed'),
    ],
    failure: {
      expected: { words: `'${'y'.repeat(3000)}'` },
      got: { bytesHex: bytes.join('') },
      sentence: `It got ${'z'.repeat(400)} where nothing was expected.`,
    },
    output: `${'w'.repeat(5000)}\nlast line`,
    saved: { run: '20261123-024829-grade-state-3-read-line-78e7', n: 123_456 },
  }
  const rows = tellFailure({ ...readLine, cases: [] }, failed, 2 ** 32 - 1)
  expect(rows.filter((row) => row.length > 100 || /[\p{Cc}\u202E]/u.test(row))).toEqual([])
  expect(rows.length).toBeLessThan(40)
  expect(rows).toMatchInlineSnapshot(`
    [
      "✗ frame-8  a title that goes on and on and on and on and on and on and on and on and on and on and",
      "    on and on and on and on and on and on and on and on and on and on and on and on and on",
      "    and on and on and on and on and on and on and on and on",
      "    seed 4294967295",
      "    1  call with                                an expectation that is long that is      as expected",
      "       xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  long that is long that is long that is",
      "       xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…  long that is long that is long that is…",
      "    2  short                                    short                                    as expected",
      "    3  push ␛[2J· and a line, words words       one frame                                ✗",
      "       words words words words words words",
      "       words words words words words words…",
      "         expected  'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",
      "                   yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",
      "                   yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",
      "                   yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…",
      "         got       00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f … "␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏"… 3000 bytes",
      "    It got",
      "    zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
      "    zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
      "    zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
      "    zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
      "    zzzzzzzzzzzzzzzz where nothing was expected.",
      "    Your program printed:",
      "      │ wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww…",
      "      │ last line",
      "    notebook 02 › A read is not a message    pnpm hint state-3-read-line",
      "    again: pnpm grade tcp-basics/state-3-read-line --case 2 --seed 4294967295",
      "    see it: pnpm start, then #run=20261123-024829-grade-state-3-read-line-78e7&n=123456",
    ]
  `)
})
