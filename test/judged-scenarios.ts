import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Lab, type LoadedLab, type Run, type Scenario, startRun } from '@socket-labs/lab'
import {
  judgeAgain,
  parseRecords,
  sameVerdicts,
  type TraceRecord,
  type Truth,
} from '@socket-labs/trace'
import { afterAll, expect, it } from 'vitest'
import { needs } from './capability.ts'

/** A scenario that must show its facts, and what makes each verdict false. */
export interface JudgedScenario {
  /** The scenario's id, or its beginning up to a `-`. */
  scenario: string
  /** The title of its test, the fact in the present tense with its id: `open-5: nobody listens, …`. */
  title: string
  /** The facts it must show, in the judge's order; those that the scenario names, unless told. */
  facts?: readonly { id: string; truth: Truth }[]
  /** Changes to a record that take a verdict's truth away; undefined leaves the record out. */
  lies: Readonly<Record<string, (record: TraceRecord) => TraceRecord | undefined>>
  /** Capabilities besides those that the scenario names, which the verdict needs. */
  needs?: readonly string[]
}

/** Runs the scenarios of one lab, each in a folder that is gone when the tests are done. */
export class LabUnderTest {
  readonly #lab: LoadedLab
  readonly #runsDir = mkdtempSync(path.join(os.tmpdir(), 'socket-labs-test-'))

  constructor(lab: Lab, dir: string) {
    this.#lab = { ...lab, dir }
    afterAll(() => rmSync(this.#runsDir, { recursive: true, force: true }))
  }

  scenario(id: string): Scenario {
    const found = this.#lab.scenarios.find((one) => `${one.id}-`.startsWith(`${id}-`))
    if (!found) throw new Error(`no scenario for ${id}`)
    return found
  }

  async run(id: string, seed = 1, options?: Record<string, string>): Promise<Run> {
    const settings = { runsDir: this.#runsDir, seed, ...(options && { options }) }
    return (await startRun(this.#lab, this.scenario(id), settings)).ended
  }

  /**
   * Runs it; every fact must hold, the judge must say the same of the saved file, and with each lie, and
   * without any record, some verdict must fall.
   */
  judged({ scenario: id, title, lies, ...told }: JudgedScenario): void {
    const { judge, facts: shown, needs: needed = [], wants = [] } = this.scenario(id)
    const wanted = told.facts ?? shown
    it(title, async (context) => {
      for (const one of [...needed, ...wants, ...(told.needs ?? [])]) await needs(context, one)
      const { outcome, facts, dir, records, why } = await this.run(id)
      expect({ outcome, why }).toEqual({ outcome: 'finished', why: undefined })
      expect(facts.map((fact) => [fact.id, fact.truth, fact.held, fact.seen])).toEqual(
        wanted.map((fact) => [fact.id, fact.truth, true, expect.any(String)]),
      )
      const saved = parseRecords(readFileSync(path.join(dir, 'records.ndjson'), 'utf8')).records
      expect(saved).toEqual(records)
      expect(sameVerdicts(judgeAgain(saved, judge), facts), 'judged again from the file').toBe(true)
      expect(Object.keys(lies).length).toBeGreaterThan(0)
      for (const [name, lie] of Object.entries(lies)) {
        const altered = saved.map(lie).filter((record) => record !== undefined)
        expect(everyHeld(judgeAgain(altered, judge)), `altered: ${name}`).toBe(false)
      }
      expect(
        judgeAgain([], judge).some((fact) => fact.held),
        'without any record',
      ).toBe(false)
    })
  }
}

function everyHeld(facts: readonly { held: boolean }[]): boolean {
  return facts.length > 0 && facts.every((fact) => fact.held)
}
