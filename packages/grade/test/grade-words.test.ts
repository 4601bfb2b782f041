import { expect, test } from 'vitest'
import { chooseExercises, readWords, refuseSeveral } from '../src/cli/grade-words.ts'
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

test('words that are wrong are answered as such', () => {
  expect(() => readWords(['--format', 'yaml'])).toThrow(
    'unknown format yaml; there are: text, json, junit, gradescope, exercism, classroom50, csv',
  )
  expect(() => readWords(['--seed', '-1'])).toThrow()
  expect(() => readWords(['--seed', '4294967296'])).toThrow('expected a whole number from 0')
  expect(() => readWords(['--case', '0'])).toThrow('expected a whole number from 1')
  expect(() => readWords(['a', 'b', 'c'])).toThrow('expected a lab and an exercise, got a b c')
  expect(() => readWords(['--colour'])).toThrow('--colour')
})

test('words that contradict each other are refused', () => {
  expect(() => readWords(['--watch', '--submission', 'x'])).toThrow(
    '--watch and --submission do not go together',
  )
  expect(() => readWords(['--watch', '--output', 'f'])).toThrow('do not go together')
  expect(() => readWords(['--submissions', 'x', '--case', '1'])).toThrow('do not go together')
  expect(() => readWords(['--submissions', 'x', '--format', 'junit'])).toThrow(
    'a class has no format junit; there are: text, json, csv',
  )
  expect(() => readWords(['--case', '1', '--format', 'csv'])).toThrow('--format csv tells points')
})

test('--case is about one exercise', () => {
  expect(() => refuseSeveral(chooseExercises(labs, undefined))).toThrow(
    'name one of: tcp-basics/data-3-collect, tcp-basics/open-5-refused',
  )
  expect(() => refuseSeveral(chooseExercises(labs, 'tcp-basics/data-3'))).not.toThrow()
})

test('words are read', () => {
  const words = 'tcp-basics --seed 7 --case 2 --format json --output f --submission d'.split(' ')
  expect(readWords(words)).toEqual({
    target: 'tcp-basics',
    seed: 7,
    case: 2,
    format: 'json',
    output: 'f',
    isWatch: false,
    submission: 'd',
    submissions: undefined,
    packageGradescope: undefined,
    isHelp: false,
  })
})

test("a lab's own script says the lab, and its user only the exercise", () => {
  expect(readWords(['tcp-basics', 'data-3']).target).toBe('tcp-basics/data-3')
})
