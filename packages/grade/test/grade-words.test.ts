import { expect, test } from 'vitest'
import { chooseExercises, readWords } from '../src/cli/grade-words.ts'
import type { FoundExercise } from '../src/find-exercises.ts'

function found(lab: string, exercise: string): FoundExercise {
  return { lab, exercise, fact: exercise.split('-', 2).join('-'), gradeFile: '' }
}

const labs = new Map([
  ['tcp-basics', [found('tcp-basics', 'data-3-collect'), found('tcp-basics', 'open-5-refused')]],
  ['udp-basics', []],
])

function chosen(target?: string): string[] {
  return chooseExercises(labs, target).map(({ exercise }) => exercise)
}

test('a lab, an exercise or a fact can be named; without a word it is all', () => {
  expect(chosen()).toEqual(['data-3-collect', 'open-5-refused'])
  expect(chosen('tcp-basics')).toEqual(['data-3-collect', 'open-5-refused'])
  expect(chosen('tcp-basics/data-3')).toEqual(['data-3-collect'])
  expect(chosen('tcp-basics/open-5-refused')).toEqual(['open-5-refused'])
})

test('what does not exist is named, with what does', () => {
  expect(() => chosen('tcp')).toThrow('unknown lab tcp; there are: tcp-basics, udp-basics')
  expect(() => chosen('udp-basics')).toThrow('the lab udp-basics has no exercises yet')
  expect(() => chosen('tcp-basics/data-4')).toThrow(
    'no exercise data-4 in tcp-basics; there are: data-3-collect, open-5-refused',
  )
  expect(() => chosen('tcp-basics/data-3/x')).toThrow('no exercise data-3/x in tcp-basics')
})

test('words that are wrong or not built yet are answered as such', () => {
  expect(() => readWords(['--watch'])).toThrow('--watch is not built yet')
  expect(() => readWords(['--submission', 'x'])).toThrow('--submission is not built yet')
  expect(() => readWords(['--format', 'csv'])).toThrow('--format csv is not built yet')
  expect(() => readWords(['--format', 'yaml'])).toThrow('unknown format yaml')
  expect(() => readWords(['--seed', '-1'])).toThrow()
  expect(() => readWords(['--seed', '4294967296'])).toThrow('expected a whole number from 0')
  expect(() => readWords(['a', 'b'])).toThrow('expected one lab or exercise, got a b')
  expect(() => readWords(['--colour'])).toThrow('--colour')
})

test('words are read', () => {
  expect(readWords(['tcp-basics', '--seed', '7', '--format', 'json', '--output', 'f'])).toEqual({
    target: 'tcp-basics',
    seed: 7,
    format: 'json',
    output: 'f',
    isHelp: false,
  })
})
