import { expect, test } from 'vitest'
import {
  describe,
  ladderToTerminal,
  layoutLadder,
  toSvg,
  toTable,
  toVerdicts,
} from '../src/index.ts'
import { hostile, SampleRun } from './sample-runs.ts'

/** Control characters but the newline, marks that turn the direction of writing, halves of pairs. */
const isDangerous = (character: string) =>
  /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(character) && character !== '\n'
const dangerousIn = (text: string) => [...text].filter(isDangerous)

test('no control character of a record reaches the terminal', () => {
  const records = hostile()
  const said = [
    ladderToTerminal(records),
    ladderToTerminal(records, { conn: 'all' }),
    toTable(records),
    toTable(records, { columns: 300 }),
    ...records.map(describe),
  ]
  for (const text of said) expect(dangerousIn(text)).toEqual([])
})

test('no control character of a verdict reaches the terminal', () => {
  const text = '\u001b[2J\u0000\n'
  const verdict = {
    id: text,
    truth: 'K',
    held: true,
    expected: text,
    seen: text,
    evidence: [1],
  } as const
  expect(dangerousIn(toVerdicts([{ ...verdict, evidence: [1] }]))).toEqual([])
})

test('a record cannot break out of the SVG', () => {
  const svg = toSvg(layoutLadder(hostile(), { width: 700 }))
  expect(svg).not.toContain('<script')
  expect(dangerousIn(svg)).toEqual([])
  expect(svg.match(/<text/g)?.length).toBe(svg.match(/<\/text>/g)?.length)
})

test('a scene with hostile fields stays one document', () => {
  const text = '"/><script>&\u0000'
  const svg = toSvg({
    width: Number.NaN,
    height: Number.POSITIVE_INFINITY,
    label: text,
    shapes: [
      {
        kind: 'text',
        x: 1,
        y: 1,
        text,
        anchor: 'start',
        role: 'ink',
        origin: 'observed',
        title: text,
      },
    ],
  })
  expect(svg).not.toContain('<script')
  expect(svg).not.toContain('NaN')
})

test('an endless text is cut in the label and bounded in the title', () => {
  const run = new SampleRun().add(1, 'program', 'note', { text: 'x'.repeat(1_000_000) })
  const { shapes } = layoutLadder(run.records, { width: 500 })
  const note = shapes.find((shape) => shape.kind === 'text' && shape.text.startsWith('xxx'))
  expect(note?.kind === 'text' && note.text).toMatch(/^x{20,80}…$/)
  expect(note?.title).toHaveLength(4000)
})

test('missing fields and unknown kinds are told as far as they go', () => {
  const run = new SampleRun()
  for (const kind of [
    'socket.write',
    'socket.data',
    'socket.error',
    'tcp.state',
    'gap',
    'syscall',
    'pool.grown',
  ]) {
    run.add(1, 'client', kind)
  }
  expect(run.records.map(describe)).toMatchInlineSnapshot(`
    [
      "wrote bytes",
      "read bytes",
      "error without a code",
      "state ?",
      "records are missing",
      "a system call",
      "pool.grown",
    ]
  `)
  expect(ladderToTerminal(run.records)).toContain('pool.grown')
})
