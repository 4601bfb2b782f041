import { startVitest, type TestCase } from 'vitest/node'

export interface TestCounts {
  passed: number
  failed: number
  skipped: number
  /** Titles of skipped tests by reason. */
  skips: Map<string, string[]>
}

/** Runs the vitest projects of these names, one after the other, and counts; a skip keeps its reason. */
export async function runTests(projects: readonly string[]): Promise<TestCounts> {
  const counts: TestCounts = { passed: 0, failed: 0, skipped: 0, skips: new Map() }
  for (const project of projects) await runProject(project, counts)
  return counts
}

async function runProject(project: string, counts: TestCounts): Promise<void> {
  const counter = { onTestCaseResult: (test: TestCase) => count(test, counts) }
  const vitest = await startVitest('test', [], {
    project,
    watch: false,
    passWithNoTests: false,
    reporters: ['default', counter],
  })
  const errors = vitest.state.getUnhandledErrors().length
  const brokenFiles = vitest.state.getTestModules().filter((module) => module.errors().length > 0)
  counts.failed += errors + brokenFiles.length
  await vitest.close()
}

function count(test: TestCase, counts: TestCounts): void {
  const result = test.result()
  if (result.state === 'pending') return
  counts[result.state]++
  if (result.state !== 'skipped') return
  const reason = result.note ?? 'no reason given'
  counts.skips.set(reason, [...(counts.skips.get(reason) ?? []), test.fullName])
}
