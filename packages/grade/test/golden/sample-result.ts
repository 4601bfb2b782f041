import type { CaseResult, ExerciseResult, GradeResult } from '../../src/result.ts'

const passed: CaseResult = {
  index: 1,
  title: 'a whole frame is handed over',
  status: 'passed',
  durationMs: 3,
  steps: [{ action: 'push 00 00', expectation: 'nothing yet', outcome: 'as expected' }],
}

const failed: CaseResult = {
  index: 2,
  title: 'a length header cut in two still gives the "whole" <frame>',
  status: 'failed',
  durationMs: 12,
  steps: [
    { action: 'push 00 00', expectation: 'nothing yet', outcome: 'as expected' },
    { action: 'push 00 05 68 65', expectation: '', outcome: 'as expected' },
    { action: 'push 6c 6c 6f', expectation: 'one frame "hello"', outcome: 'failed' },
  ],
  failure: {
    expected: { bytesHex: '68656c6c6f' },
    got: { bytesHex: '0000056865' },
    sentence: 'The length was read before all four of its bytes had arrived.',
    mistake: 'early-length',
  },
  output: `pushed & waiting ]]> \u0007\n${'x'.repeat(600)}`,
  saved: { run: '20261101-120000-grade-frame-8', n: 9 },
}

const notReached: CaseResult = {
  index: 3,
  title: 'two frames in one read',
  status: 'not reached',
  durationMs: 0,
  steps: [],
}

const cutHeader: ExerciseResult = {
  lab: 'sample-lab',
  exercise: 'frame-8-header',
  fact: 'frame-8',
  shows: 'A header can be cut like everything else',
  points: 10,
  notebook: { file: '03-frames', heading: 'The header can be cut too' },
  cases: [passed, failed, notReached],
}

const { saved: _, ...unsaved } = failed
const noZero: ExerciseResult = {
  lab: 'sample-lab',
  exercise: 'frame-9-zero',
  fact: 'frame-9',
  shows: 'A frame may be empty',
  points: 2.5,
  cases: [passed, { ...passed, index: 2, title: 'an empty frame' }],
}

/** One exercise with a case of each status, and one that passed. */
export const sampleResult: GradeResult = {
  version: 1,
  seed: 4211,
  durationMs: 1234,
  exercises: [cutHeader, noZero],
}

/** Nothing of it could be run. */
export const notRunResult: GradeResult = {
  ...sampleResult,
  exercises: [
    {
      ...cutHeader,
      cases: [
        {
          ...unsaved,
          index: 1,
          failure: {
            expected: { words: 'a file of at most 256 KiB' },
            got: { words: 'no frame-8-header.ts' },
            sentence: 'frame-8-header.ts was not handed in.',
            mistake: 'not-handed-in',
          },
        },
        notReached,
      ],
    },
  ],
}
