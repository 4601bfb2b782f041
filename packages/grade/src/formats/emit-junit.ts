import { type CaseResult, countCases, type ExerciseResult, type GradeResult } from '../result.ts'
import { tellCaseOutcome } from './case-words.ts'
import type { Setting } from './format.ts'

/** JUnit's XML in the shape in which vitest's own reporter writes it: a suite for each exercise. */
export function emitJunit({ exercises, seed, durationMs }: GradeResult, setting: Setting): string {
  const totals = exercises.map(({ cases }) => countCases(cases))
  const attributes = {
    name: 'socket-labs',
    tests: exercises.reduce((sum, { cases }) => sum + cases.length, 0),
    failures: totals.reduce((sum, { failed }) => sum + failed, 0),
    errors: 0,
    time: seconds(durationMs),
  }
  const suites = exercises.map((exercise) => suiteOf(exercise, seed, setting.gradedAt))
  const document = element('testsuites', attributes, suites)
  return `<?xml version="1.0" encoding="UTF-8" ?>\n${document}\n`
}

function suiteOf(exercise: ExerciseResult, seed: number, gradedAt: string): string {
  const { lab, exercise: id, cases } = exercise
  const { failed, notReached } = countCases(cases)
  const attributes = {
    name: `labs/${lab}/grade/${id}.grade.ts`,
    timestamp: gradedAt,
    // The name of the machine is nobody's business; readers of the format ask for one.
    hostname: 'localhost',
    tests: cases.length,
    failures: failed,
    errors: 0,
    skipped: notReached,
    time: seconds(cases.reduce((sum, c) => sum + c.durationMs, 0)),
  }
  const rows = cases.map((c) => caseOf(exercise, c, seed))
  return element('testsuite', attributes, rows)
}

function caseOf(exercise: ExerciseResult, c: CaseResult, seed: number): string {
  const attributes = {
    classname: `labs/${exercise.lab}/grade/${exercise.exercise}.grade.ts`,
    name: `${exercise.exercise} > ${c.title}`,
    time: seconds(c.durationMs),
  }
  const output = c.output ? [`<system-out>\n${escapeXml(c.output)}\n</system-out>`] : []
  return element('testcase', attributes, [...output, ...outcomeOf(exercise, c, seed)])
}

function outcomeOf(exercise: ExerciseResult, c: CaseResult, seed: number): string[] {
  if (c.status === 'not reached') return ['<skipped/>']
  if (!c.failure) return []
  const attributes = { message: c.failure.sentence, type: c.failure.mistake ?? 'failure' }
  return [element('failure', attributes, [escapeXml(tellCaseOutcome(exercise, c, seed))])]
}

function element(
  name: string,
  attributes: Record<string, string | number>,
  inner: string[],
): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  return [`<${name}${pairs.join('')}>`, ...inner, `</${name}>`].join('\n')
}

function seconds(durationMs: number): string {
  return String(durationMs / 1000)
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 has no form for most control characters, nor for half a surrogate pair: they become U+FFFD. */
function escapeXml(value: string | number): string {
  return String(value)
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] as string)
}
