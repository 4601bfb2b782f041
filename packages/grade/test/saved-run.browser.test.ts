/** A saved failure on the real page, as the story's last line says to open it. */
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { PageUnderTest } from '../../viewer/test/browser/page-under-test.ts'
import type { Exercise } from '../src/exercise.ts'
import { runExercise } from '../src/exercise-session.ts'
import { fileOf } from '../src/grade-file.ts'

const labGrade = join(import.meta.dirname, '../../../labs/tcp-basics/grade')

let ours: PageUnderTest | undefined
beforeEach((context) => needs(context, 'chromium'))
afterAll(() => ours?.close())

test('the failing run opens with the failing record selected, its ladder drawn', async () => {
  ours = await PageUnderTest.open()
  const { page, runsDir } = ours
  const module: { default: Exercise } = await import(join(labGrade, 'data-3-collect.grade.ts'))
  const exercise = module.default
  const file = fileOf(exercise, 'exercises')
  const { cases } = await runExercise(exercise, { file, seed: 42, runsDir })
  const { run, n } = cases[1]?.saved ?? { run: '', n: 0 }
  await ours.goto(`#run=${run}&n=${n}`)
  await page.getByRole('heading', { name: cases[1]?.title }).waitFor()
  await page.getByText(/^failed after .*: step \d did not go as expected/).waitFor()
  await page.locator('.verdict', { hasText: 'data-3' }).getByText('✗ not held').waitFor()
  await page.locator('.story-head', { hasText: `#${n}` }).waitFor()
  await page.locator('.story-sentence', { hasText: /✗ step \d: expected/ }).waitFor()
  await expect.poll(() => page.locator('.pane-ladder').textContent()).toMatch(/bytes? 1/)
  expect(ours.complaints).toEqual([])
  await ours.goto()
  await page.locator('.earlier-run', { hasText: 'data-3' }).first().waitFor()
})
