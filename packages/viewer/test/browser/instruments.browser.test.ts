import { afterAll, beforeEach, expect, it } from 'vitest'
import { needs } from '../../../../test/capability.ts'
import { PageUnderTest } from './page-under-test.ts'
import { addStates, hostileText, SavedRun } from './saved-runs.ts'

let ours: PageUnderTest | undefined
let listenN = 0
beforeEach((context) => needs(context, 'chromium'))
beforeEach(async () => {
  if (ours) return
  ours = await PageUnderTest.open()
  const saved = new SavedRun(ours.runsDir, 'instruments')
  addStates(saved)
  const reading = { kind: 'state.reading', at: 'server', instrument: '/proc/net/tcp' }
  saved.add({ ...reading, wanted: 'TIME_WAIT', seen: false, why: hostileText })
  listenN = saved.add({ ...reading, wanted: 'LISTEN', seen: true, word: '0A' })
  saved.end()
})
afterAll(() => ours?.close())

it('the table of instruments stands under the state diagrams, and each cell leads to its record', async () => {
  const { page, complaints } = ours as PageUnderTest
  await (ours as PageUnderTest).goto('#run=instruments')
  const table = page.locator('.instruments')
  await table.getByText('✗ ¹').waitFor()
  expect(await table.getByRole('row').allInnerTexts()).toEqual([
    'Seen by\t/proc/net/tcp',
    'LISTEN\t✓ 0A',
    'TIME_WAIT\t✗ ¹',
  ])
  expect(await table.getByRole('listitem').allInnerTexts()).toEqual([hostileText])
  await table.getByText('✓ 0A').click()
  await page.getByRole('heading', { name: `#${listenN}` }).waitFor()
  expect(complaints).toEqual([])
})
