import { readFileSync } from 'node:fs'
import path from 'node:path'
import { toVerdicts } from '@socket-labs/draw'
import {
  factsOf,
  judgeAgain,
  parseRecords,
  sameVerdicts,
  type TraceRecord,
} from '@socket-labs/trace'
import type { Scenario } from '../../define-scenario.ts'
import { allHeld, notHeld, UsageError } from '../../exit-status.ts'
import { findLabs } from '../../find-labs.ts'
import { runsFolder } from '../../runs-folder.ts'

/** `pnpm lab judge <run>`: the verdict once more, from the file alone; told when it is another. */
export async function judgeSavedRun(run: string, isJson: boolean): Promise<number> {
  const records = readRecords(run)
  const scenario = await scenarioOf(records)
  const verdicts = judgeAgain(records, scenario.judge)
  const isSame = sameVerdicts(verdicts, factsOf(records))
  if (isJson) process.stdout.write(`${JSON.stringify({ run, isSame, verdicts }, null, 2)}\n`)
  else {
    process.stdout.write(toVerdicts(verdicts, { color: process.stdout.isTTY }))
    process.stdout.write(
      isSame ? 'the same as the run says\n' : 'NOT what the run says: it was altered\n',
    )
  }
  return isSame && verdicts.length > 0 && verdicts.every((verdict) => verdict.held)
    ? allHeld
    : notHeld
}

/** A run's records, by its name in `.runs` or by a path to its folder. */
function readRecords(run: string): TraceRecord[] {
  for (const dir of [path.join(runsFolder(), run), path.resolve(run)]) {
    try {
      return parseRecords(readFileSync(path.join(dir, 'records.ndjson'), 'utf8')).records
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
  throw new UsageError(`there is no run "${run}"; runs are the folders in .runs`)
}

async function scenarioOf(records: readonly TraceRecord[]): Promise<Scenario> {
  const started = records.find((record) => record.kind === 'run.started')
  const lab = (await findLabs()).find(({ id }) => id === started?.lab)
  const scenario = lab?.scenarios.find(({ id }) => id === started?.scenario)
  if (!scenario)
    throw new UsageError(`no experiment here made this run (${started?.scenario ?? 'unnamed'})`)
  return scenario
}
