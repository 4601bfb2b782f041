import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { needs } from '../../../../test/capability.ts'
import { PageUnderTest } from './page-under-test.ts'
import { hostileText, SavedRun, writeConversation, writeMessages } from './saved-runs.ts'

let ours: PageUnderTest | undefined
let numbers: ReturnType<typeof writeMessages>
beforeEach((context) => needs(context, 'chromium'))
beforeEach(async () => {
  if (!ours) {
    ours = await PageUnderTest.open()
    numbers = writeMessages(ours.runsDir, 'messages')
    writeConversation(ours.runsDir, 'talk', 80)
  }
  await ours.page.setViewportSize({ width: 1280, height: 800 })
})
afterAll(() => ours?.close())

const opened = () => ours as PageUnderTest
const strip = () => opened().page.locator('.strip-picture')
const toggle = () => opened().page.locator('.bytes-toggle')
const marked = () => opened().page.locator('.strip-picture .ladder-selected')

describe('the bytes of each direction', () => {
  it('frame-2: are there by themselves where a run is about messages', async () => {
    await opened().goto('#run=messages')
    await strip().locator('text', { hasText: '2 messages, 2 reads, 20 bytes' }).waitFor()
    expect(await toggle().getAttribute('aria-expanded')).toBe('true')
    await strip().locator('text', { hasText: /^2…$/ }).waitFor()
  })

  it('are opened and closed by the reader elsewhere', async () => {
    await opened().goto('#run=talk')
    await opened().page.locator('#record-5').waitFor()
    expect(await strip().isVisible()).toBe(false)
    await toggle().click()
    await strip().locator('text', { hasText: '81 writes, 81 reads' }).waitFor()
    await toggle().click()
    await strip().waitFor({ state: 'hidden' })
  })

  it('a click on a block selects its record, and a selected record is marked', async () => {
    const { page } = opened()
    await opened().goto('#run=messages')
    await strip().locator('text', { hasText: /^2…$/ }).click()
    await page.getByRole('heading', { name: `#${numbers.reads}` }).waitFor()
    await marked().waitFor()
    await page.locator(`#record-${numbers.write}`).click()
    await page.getByRole('heading', { name: `#${numbers.write}` }).waitFor()
    const [mark, writes] = await Promise.all([
      marked().boundingBox(),
      strip()
        .locator('text', { hasText: /^writes$/ })
        .boundingBox(),
    ])
    expect(Math.abs((mark?.y ?? 0) - (writes?.y ?? 99))).toBeLessThan(12)
  })

  it('arrow keys lead from block to block', async () => {
    const { page } = opened()
    await opened().goto(`#run=messages&n=${numbers.reads}`)
    await strip().locator('text', { hasText: '✓ 11 B' }).waitFor()
    await page.locator('#strip').focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('heading', { name: `#${numbers.reads + 1}` }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('heading', { name: `#${numbers.frame + 1}` }).waitFor()
  })

  it('are a view of their own on a narrow screen, above the story', async () => {
    const { page } = opened()
    await page.setViewportSize({ width: 360, height: 740 })
    await opened().goto(`#run=messages&n=${numbers.frame}`)
    await page.getByRole('button', { name: 'Bytes', exact: true }).click()
    const picture = await strip().boundingBox()
    const story = await page.locator('.story').boundingBox()
    expect((picture?.y ?? 0) < (story?.y ?? 0)).toBe(true)
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
  })

  it('follow a run that goes on', async () => {
    const live = new SavedRun(opened().runsDir, 'live')
    const write = () =>
      live.add({ at: 'client', socket: 'a', conn: 'c1', kind: 'socket.write' }, 'hello')
    write()
    live.add({ at: 'client', conn: 'c1', kind: 'frame.sent', fromByte: 0, toByte: 5 }, 'hello')
    live.flush()
    await opened().goto('#run=live')
    await strip().locator('text', { hasText: '1 message' }).waitFor()
    for (let i = 1; i < 100; i++) {
      write()
      const range = { fromByte: 5 * i, toByte: 5 * i + 5 }
      live.add({ at: 'client', conn: 'c1', kind: 'frame.sent', ...range }, 'hello')
    }
    live.flush()
    await strip().locator('text', { hasText: '100 messages' }).waitFor()
    await strip().locator('text', { hasText: /^100/ }).last().waitFor()
    live.end()
  })
})

describe('the table of bytes', () => {
  const field = (name: string) => opened().page.getByRole('button', { name })
  const marks = () => opened().page.locator('.field-bytes .is-marked')

  it('frame-10: names the bytes of each field and tells what they say', async () => {
    const { page } = opened()
    await opened().goto(`#run=messages&n=${numbers.frame}`)
    await page.locator('.field-bytes', { hasText: '00 00 00 05' }).waitFor()
    const told = page.locator('.field > span')
    const said = ['1', 'length', 'bytes 0–3', '5', '2', 'payload', 'bytes 4–8', '"hello"']
    expect(await told.allTextContents()).toEqual(said)
    expect(await page.locator('.fields dt', { hasText: 'fields' }).count()).toBe(0)
  })

  it('marks the bytes of the field that is pointed at or has the focus', async () => {
    const { page } = opened()
    await opened().goto(`#run=messages&n=${numbers.frame}`)
    await field('length').hover()
    await marks().first().waitFor()
    expect(await marks().first().textContent()).toBe('00 00 00 05')
    await page.mouse.move(0, 0)
    await field('length').focus()
    await page.keyboard.press('Tab')
    await page.locator('.field-bytes .is-marked', { hasText: '68 65 6c 6c 6f' }).waitFor()
    await page.locator('.field-run', { hasText: '00 00 00 05' }).hover()
    await page.locator('.field[aria-pressed="true"]', { hasText: 'length' }).waitFor()
  })

  it('makes hostile fields harmless and says what it left out', async () => {
    const { page } = opened()
    await opened().goto(`#run=messages&n=${numbers.frame + 1}`)
    await page.getByText('199 fields name bytes that are not here: left out.').waitFor()
    await page.getByText('4 801 more fields not shown.').waitFor()
    await field(hostileText.slice(0, 20)).waitFor()
    expect(await page.locator('img').count()).toBe(0)
    expect(opened().complaints).toEqual([])
  })
})
