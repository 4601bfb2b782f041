import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { needs } from '../../../../test/capability.ts'
import { PageUnderTest } from './page-under-test.ts'
import { writeConversation } from './saved-runs.ts'

let ours: PageUnderTest | undefined
beforeEach((context) => needs(context, 'chromium'))
beforeEach(async () => {
  ours ??= await PageUnderTest.open()
})
afterAll(() => ours?.close())

const opened = () => ours as PageUnderTest

describe('the home page', () => {
  it('shows the labs, says which are not built, and that there is no run yet', async () => {
    const { page } = opened()
    await opened().goto()
    await page.getByRole('heading', { name: 'TCP basics' }).waitFor()
    expect(await page.locator('.lab').count()).toBe(5)
    await page.getByText('None yet. Your first run will appear here.').waitFor()
    const planned = page.locator('.lab', { hasText: 'not built yet' })
    expect(await planned.getByRole('button', { name: /^Run/ }).count()).toBe(0)
  })

  it('the key has left the address', () => {
    expect(opened().page.url()).not.toContain('token')
  })

  it('a fact id opens its text and closes it again', async () => {
    const { page } = opened()
    const fact = page.locator('.fact-id', { hasText: 'open-5' }).first()
    await fact.click()
    await page.getByText(/the SYN is answered by RST/).waitFor()
    await fact.press('Enter')
    expect(await page.getByText(/the SYN is answered by RST/).count()).toBe(0)
  })

  it('Run starts the experiment, its records appear, and its verdict with links to them', async () => {
    const { page } = opened()
    await page.getByRole('button', { name: 'Run open-5-refused', exact: true }).click()
    await page.waitForURL(/#run=/)
    const verdict = page.locator('.verdict', { hasText: 'open-5' })
    await verdict.getByText('✓ held').waitFor()
    await page.getByText(/^finished after/).waitFor()
    await page.getByRole('gridcell', { name: 'run.ended' }).waitFor()
    await verdict.getByRole('link').first().click()
    await page.waitForURL(/&n=\d+/)
    await page.locator('.story-sentence').waitFor()
  })

  it('the back button leads to the run without the record, and home, where the fact is ticked', async () => {
    const { page } = opened()
    await page.goBack()
    await page.getByText(/Select an event in the ladder/).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Earlier runs' }).waitFor()
    await page.locator('.earlier-run', { hasText: '✓open-5' }).waitFor()
    await page.locator('.experiment .held').first().waitFor()
  })

  it('tells what this machine can do, and what would enable the rest, when it is asked', async () => {
    const { page } = opened()
    expect(await page.locator('.capabilities').count()).toBe(0)
    await page.getByText('What this machine can do').click()
    const known = page.locator('.capabilities li', { hasText: 'loopback-ipv4' })
    await known.getByText('✓').waitFor()
    const missing = page.getByRole('list', { name: 'Missing' })
    for (const one of await missing.getByRole('listitem').all()) {
      expect(await one.textContent()).toContain('to have it:')
    }
  })

  it('a run is deleted only when that was said twice', async () => {
    const { page } = opened()
    writeConversation(opened().runsDir, 'to-delete', 1)
    await opened().goto()
    const run = page.locator('.earlier-run', { hasText: 'What does to-delete show?' })
    await run.getByRole('button', { name: /^Delete/ }).click()
    await run.getByRole('button', { name: 'Keep' }).click()
    await run.getByRole('button', { name: /^Delete/ }).click()
    await run.getByRole('button', { name: 'Delete', exact: true }).click()
    await run.waitFor({ state: 'detached' })
  })

  it('the theme is toggled and remembered', async () => {
    const { page } = opened()
    await page.getByRole('button', { name: 'Use the dark theme' }).click()
    await page.reload()
    await page.locator('html[data-theme="dark"]').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Use the light theme' }).click()
    await page.locator('html[data-theme="light"]').waitFor({ state: 'attached' })
  })

  it('? shows the keys, Esc closes them, and the glossary explains', async () => {
    const { page } = opened()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Glossary' }).click()
    await page.getByText(/The connection stands and bytes may flow/).waitFor()
  })

  it('the browser had nothing to complain about', () => {
    expect(opened().complaints).toEqual([])
  })
})

describe('without a key', () => {
  it('the page says where to get one', async () => {
    const { page } = opened()
    await opened().goto('#run=some-run')
    await opened().restartHubWithNewKey()
    await page.evaluate("location.hash = '#home'")
    await page.getByText(/key is no longer valid: open the URL that the terminal printed/).waitFor()
  })
})
