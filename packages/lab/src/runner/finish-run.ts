import type { RunWriter } from '@socket-labs/socket-log'
import { factsOf, judgeAgain } from '@socket-labs/trace'
import type { Scenario } from '../define-scenario.ts'
import type { Deadline } from './deadline.ts'
import type { Outcome, Run } from './run.ts'
import type { RunLog } from './run-log.ts'
import type { ChildEnd, ScenarioChild } from './scenario-child.ts'

export interface Unfinished {
  run: string
  scenario: Scenario
  child: ScenarioChild
  log: RunLog
  writer: RunWriter
  deadline: Deadline
}

/** Waits for the scenario's process to end, lets the judge speak, and closes the run. */
export async function finishRun(unfinished: Unfinished): Promise<Run> {
  const { run, scenario, child, log, writer, deadline } = unfinished
  const end = await child.ended
  deadline.clear()
  log.tellNotKept()
  const judgeFailure = judge(scenario, log)
  const { outcome, why } = outcomeOf(deadline.outcome, end, log.failure ?? judgeFailure)
  log.add('run.ended', { outcome, why, durationMs: log.records.at(-1)?.tMs ?? 0 })
  writer.close()
  const facts = factsOf(log.records)
  const isWhole = outcome === 'finished' || (outcome === 'stopped' && scenario.openEnded === true)
  const ok = isWhole && facts.length > 0 && facts.every((fact) => fact.held)
  return { run, dir: writer.dir, outcome, why, records: log.records, facts, ok }
}

/** Adds the verdicts; a judge that throws is a bug of ours, told and not hidden. */
function judge(scenario: Scenario, log: RunLog): string | undefined {
  try {
    for (const verdict of judgeAgain(log.records, scenario.judge)) {
      log.add('fact', { ...verdict }, 'derived')
    }
    return undefined
  } catch (error) {
    return `the judge failed: ${(error as Error).message}`
  }
}

function outcomeOf(
  forced: Outcome | undefined,
  end: ChildEnd,
  failure: string | undefined,
): { outcome: Outcome; why?: string } {
  if (failure !== undefined) return { outcome: 'failed', why: failure }
  if (forced === 'stopped') return { outcome: 'stopped' }
  if (forced === 'timed out')
    return { outcome: 'timed out', why: 'it took longer than its time limit' }
  return end.why === undefined ? { outcome: 'finished' } : { outcome: 'failed', why: end.why }
}
