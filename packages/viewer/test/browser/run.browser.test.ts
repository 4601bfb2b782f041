import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { needs } from '../../../../test/capability.ts'
import { PageUnderTest } from './page-under-test.ts'
import { hostileText, SavedRun, writeConversation } from './saved-runs.ts'

let ours: PageUnderTest | undefined
beforeEach((context) => needs(context, 'chromium'))
beforeEach(async () => {
  if (ours) return
  ours = await PageUnderTest.open()
  writeConversation(ours.runsDir, 'short', 20)
  writeConversation(ours.runsDir, 'long', 2000)
})
afterAll(() => ours?.close())

const opened = () => ours as PageUnderTest
const row = (n: number) => opened().page.locator(`#record-${n}`)
const grid = () => opened().page.getByRole('grid', { name: 'Records' })
const scrolledPx = "document.querySelector('.records-scroll').scrollTop"
const numbersInView =
  "[...document.querySelectorAll('.record-row[data-n]')].map((one) => Number(one.dataset.n))"
const isMarkInView = `(() => {
  const mark = document.querySelector('.ladder-selected').getBoundingClientRect()
  const view = document.querySelector('.ladder-scroll').getBoundingClientRect()
  return mark.top >= view.top && mark.bottom <= view.bottom
})()`
const filterBox = () => opened().page.getByRole('searchbox')

describe('a link to a record', () => {
  it('opens its run with the record selected, in view, and its story told', async () => {
    await opened().goto('#run=long&n=3001')
    await row(3001).waitFor()
    expect(await row(3001).getAttribute('aria-selected')).toBe('true')
    const box = await row(3001).boundingBox()
    const list = await grid().boundingBox()
    expect(box && list && box.y >= list.y && box.y + box.height <= list.y + list.height).toBe(true)
    await opened()
      .page.getByRole('heading', { name: /#3.001/ })
      .waitFor()
  })

  it('shows it in the ladder too, though the ladder grew around it', async () => {
    await opened().goto('#run=long&n=3001')
    const mark = opened().page.locator('.ladder-selected')
    await mark.waitFor()
    await opened().page.locator('.ladder', { hasText: 'records are not drawn here' }).waitFor()
    expect(await opened().page.evaluate(isMarkInView)).toBe(true)
  })

  it('to a run that is not there says so in a sentence', async () => {
    await opened().goto('#run=never-was')
    await opened()
      .page.getByText(/There is no run called “never-was”/)
      .waitFor()
    opened().complaints.length = 0
  })

  it('to a record that is not there says so too', async () => {
    await opened().goto('#run=short&n=99999')
    await opened().page.getByText('This run has no record 99\u202f999.').waitFor()
  })
})

describe('hostile bytes', () => {
  it('are shown as text in the list, the story, the bytes and the ladder', async () => {
    const { page } = opened()
    await opened().goto('#run=short&n=6')
    await page.locator('.dump-text', { hasText: '<img src' }).first().waitFor()
    await row(7).click()
    await page.locator('.story-sentence', { hasText: hostileText }).waitFor()
    await page.locator('.ladder text', { hasText: '<img src' }).waitFor()
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.title()).toBe('What does short show? · Socket Labs')
  })
})

describe('the gap that the log announces', () => {
  it('is a row, and filled by asking for its records', async () => {
    const { page } = opened()
    await opened().goto('#run=long')
    const gap = page.locator('.gap-row')
    await gap.getByText(/records .* were not sent in time/).waitFor()
    await gap.getByRole('button', { name: 'Fill' }).click()
    await gap.waitFor({ state: 'detached' })
    await grid().focus()
    await page.keyboard.press('Home')
    await row(2).waitFor()
    await row(8).getByText('wrote 7 bytes').waitFor()
  })
})

describe('the filter', () => {
  it('takes text, a kind and a connection, and is cleared by Esc', async () => {
    const { page } = opened()
    await opened().goto('#run=short')
    await row(5).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('wrote 7 bytes')
    await page.locator('.shown', { hasText: '10 of 49 records' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.shown', { hasText: /^49 records/ }).waitFor()
    await page.getByLabel('Kind', { exact: true }).selectOption('socket')
    await page.locator('.shown', { hasText: '45 of 49 records' }).waitFor()
    await page.getByLabel('Connection', { exact: true }).selectOption('c1')
    await filterBox().fill('no such words')
    await page.locator('.shown', { hasText: '0 of 49 records' }).waitFor()
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.locator('.shown', { hasText: /^49 records/ }).waitFor()
  })
})

describe('the keys', () => {
  it('move the selection through the list, and Esc leaves it', async () => {
    const { page } = opened()
    await opened().goto('#run=short')
    await row(5).waitFor()
    await grid().focus()
    const selected = async (n: number) => {
      await page.locator(`#record-${n}[aria-selected="true"]`).waitFor()
      expect(page.url()).toContain(`n=${n}`)
    }
    await page.keyboard.press('ArrowDown')
    await selected(1)
    await page.keyboard.press('ArrowDown')
    await selected(2)
    await page.keyboard.press('End')
    await selected(49)
    await page.keyboard.press('PageUp')
    await page.keyboard.press('Home')
    await selected(1)
    await page.keyboard.press('Escape')
    await page.getByText(/Select an event in the ladder/).waitFor()
  })

  it('reach every control by Tab, with a visible focus', async () => {
    const { page } = opened()
    await opened().goto('#run=short&n=5')
    await row(5).waitFor()
    const names: string[] = []
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab')
      const seen = await page.evaluate(`(() => {
        const at = document.activeElement
        if (at === document.body) return ''
        const name = at.getAttribute('aria-label') ?? at.textContent
        return [name, getComputedStyle(at).outlineStyle].join('|')
      })()`)
      names.push(String(seen))
    }
    for (const name of ['Run again', 'Download', 'Records', 'Kind', 'Copy link']) {
      expect(names.some((seen) => seen.startsWith(`${name}|`))).toBe(true)
    }
    expect(names.filter((seen) => seen.endsWith('|none'))).toEqual([])
  })

  it('a click in the ladder selects the record', async () => {
    const { page } = opened()
    await opened().goto('#run=short')
    await page.locator('.ladder text', { hasText: 'accepted' }).click()
    await page.getByRole('heading', { name: /#4/ }).waitFor()
  })
})

describe('a run that goes on', () => {
  it('follows the newest record, leaves the reader alone, and counts what came', async () => {
    const { page } = opened()
    const live = new SavedRun(opened().runsDir, 'live')
    const note = (text: string) => live.add({ kind: 'note', at: 'program', text })
    for (let i = 0; i < 100; i++) note(`early ${i}`)
    live.flush()
    await opened().goto('#run=live')
    await row(101).waitFor()
    note('follow me')
    live.flush()
    await row(102).waitFor()

    await grid().hover()
    await page.mouse.wheel(0, -800)
    const toNewest = page.getByRole('button', { name: /newest/ })
    await toNewest.waitFor()
    const top = await page.evaluate(scrolledPx)
    for (let i = 0; i < 50; i++) note(`late ${i}`)
    live.flush()
    await page.getByRole('button', { name: '↓ newest (50 new)' }).waitFor()
    expect(await page.evaluate(scrolledPx)).toBe(top)
    await toNewest.click()
    await row(152).waitFor()

    await page.keyboard.press('p')
    note('during the pause')
    live.flush()
    await page.getByRole('button', { name: 'Resume: 1 arrived meanwhile' }).waitFor()
    expect(await row(153).count()).toBe(0)
    await page.keyboard.press('p')
    await row(153).waitFor()
    await page.getByText(/silent for \d/).waitFor()
    live.end()
    await page.getByText(/^finished after/).waitFor()
  })

  it('loses and repeats nothing when the line to the log is lost', async () => {
    const { page } = opened()
    // All records are in view at once.
    await page.setViewportSize({ width: 1280, height: 1000 })
    const live = new SavedRun(opened().runsDir, 'broken-line')
    const note = (text: string) => live.add({ kind: 'note', at: 'program', text })
    note('before')
    live.flush()
    await opened().goto('#run=broken-line')
    await row(2).waitFor()
    await opened().restartHub(async () => {
      await page.getByText(/reconnecting/).waitFor()
      for (let i = 0; i < 10; i++) note(`while away ${i}`)
      live.flush()
    })
    await row(12).waitFor()
    live.end()
    await page.getByText(/^finished after/).waitFor()
    await page.locator('.shown', { hasText: /^13 records/ }).waitFor()
    expect(await page.locator('.gap-row').count()).toBe(0)
    expect(await page.evaluate(numbersInView)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1))
    // The lost connection itself is what the browser reports here.
    opened().complaints.length = 0
  })
})

describe('the browser', () => {
  it('had nothing to complain about', async () => {
    await opened().goto('#run=short&n=5')
    await row(5).waitFor()
    expect(opened().complaints).toEqual([])
  })
})

describe('a key that is no longer valid', () => {
  it('is said where the run stands, and nothing is asked again', async () => {
    const { page } = opened()
    const live = new SavedRun(opened().runsDir, 'other-key')
    live.add({ kind: 'note', at: 'program', text: 'before' })
    live.flush()
    await opened().goto('#run=other-key')
    await row(2).waitFor()
    await opened().restartHubWithNewKey()
    await page.getByText(/key is no longer valid: open the URL that the terminal printed/).waitFor()
    live.end()
  })
})
