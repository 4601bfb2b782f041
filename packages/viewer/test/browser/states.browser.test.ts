import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { needs } from '../../../../test/capability.ts'
import { PageUnderTest } from './page-under-test.ts'
import { addStates, SavedRun, writeConversation, writeStates } from './saved-runs.ts'

let ours: PageUnderTest | undefined
let numbers: number[]
beforeEach((context) => needs(context, 'chromium'))
beforeEach(async () => {
  if (!ours) {
    ours = await PageUnderTest.open()
    numbers = writeStates(ours.runsDir, 'states')
    writeConversation(ours.runsDir, 'talk', 3)
  }
  await ours.page.setViewportSize({ width: 1280, height: 800 })
})
afterAll(() => ours?.close())

const opened = () => ours as PageUnderTest
const picture = () => opened().page.locator('.states-picture')
const says = (words: string | RegExp) => picture().locator('text', { hasText: words })
const toggle = () => opened().page.locator('.states-toggle')

describe('the state diagrams', () => {
  it('are there where states were seen, at the run’s end, and not elsewhere', async () => {
    const { page } = opened()
    await opened().goto('#run=states')
    await says('now TIME_WAIT, after 5 moves').waitFor()
    await says('now CLOSED, after 6 moves').waitFor()
    expect(await says('SYN_RCVD').count()).toBe(2)
    await opened().goto('#run=talk')
    await page.locator('#record-5').waitFor()
    expect(await page.locator('.pane-states').count()).toBe(0)
  })

  it('show the moment of the selected record', async () => {
    const { page } = opened()
    await opened().goto('#run=states')
    await page.locator(`#record-${numbers[3]}`).click()
    await says('now ESTABLISHED, after 2 moves').waitFor()
    await says('now SYN_RCVD, after 2 moves').waitFor()
    await page.locator('.states-selected').waitFor({ state: 'attached' })
    await says('Thin with a number: travelled later.').waitFor()
  })

  it('a click on a travelled way selects its record', async () => {
    const { page } = opened()
    await opened().goto('#run=states')
    await says('active OPEN').first().waitFor()
    await says(/^6$/).click()
    await page.getByRole('heading', { name: `#${numbers.at(-1)}` }).waitFor()
  })

  it('arrow keys lead from step to step, and s closes and opens them', async () => {
    const { page } = opened()
    await opened().goto(`#run=states&n=${numbers[1]}`)
    await says('now SYN_SENT').waitFor()
    await page.locator('#states').focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('heading', { name: `#${numbers[2]}` }).waitFor()
    await page.keyboard.press('s')
    await picture().waitFor({ state: 'hidden' })
    expect(await toggle().getAttribute('aria-expanded')).toBe('false')
    await page.keyboard.press('s')
    await picture().waitFor()
  })

  it('are told in words to those who do not see them', async () => {
    const { page } = opened()
    await opened().goto('#run=states')
    const path = page.getByRole('list', { name: 'The path of both ends' })
    await path.getByText('client: 2. SYN_SENT → ESTABLISHED').waitFor({ state: 'attached' })
    expect(await path.getByRole('listitem').count()).toBe(11)
    expect(await picture().getAttribute('aria-label')).toContain(
      'client: CLOSED, SYN_SENT, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT.',
    )
  })

  it('are a view of their own on a narrow screen, one under the other', async () => {
    const { page } = opened()
    await page.setViewportSize({ width: 360, height: 740 })
    await opened().goto('#run=states')
    await page.getByRole('button', { name: 'States', exact: true }).click()
    const [above, below] = await says('ESTABLISHED').all()
    const [client, server] = [await above?.boundingBox(), await below?.boundingBox()]
    expect((server?.y ?? 0) - (client?.y ?? 0)).toBeGreaterThan(400)
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
  })

  it('follow a run that goes on', async () => {
    const live = new SavedRun(opened().runsDir, 'live')
    addStates(live, 1)
    live.flush()
    await opened().goto('#run=live')
    await says('now SYN_SENT, after 1 move').waitFor()
    addStates(live)
    live.flush()
    await says('now TIME_WAIT').waitFor()
    live.end()
  })

  it('the browser had nothing to complain about', () => {
    expect(opened().complaints).toEqual([])
  })
})
