import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { needs } from '../../../../test/capability.ts'
import { PageUnderTest } from './page-under-test.ts'
import { SavedRun, writeConversation, writeMessages } from './saved-runs.ts'

let ours: PageUnderTest | undefined
beforeEach((context) => needs(context, 'chromium'))
beforeEach(async () => {
  if (ours) return
  ours = await PageUnderTest.open()
  writeConversation(ours.runsDir, 'talk', 30)
  writeMessages(ours.runsDir, 'messages')
  const endless = new SavedRun(ours.runsDir, 'endless')
  endless.add({ kind: 'note', at: 'program', text: 'x'.repeat(200_000) })
  endless.end()
})
afterAll(() => ours?.close())

const opened = () => ours as PageUnderTest
/** What the place is about has been drawn. */
const settled = (place: string) =>
  opened()
    .page.locator(place === '' ? '.earlier-run' : '#record-5')
    .first()
    .waitFor()
const places = ['', '#run=talk&n=5', '#run=messages&n=7', '#run=endless&n=2', '#run=not-there']

describe('the page', () => {
  for (const width of [360, 800, 1280]) {
    it(`fits a screen ${width} px wide without scrolling sideways`, async () => {
      const { page } = opened()
      await page.setViewportSize({ width, height: 740 })
      for (const place of places) {
        await opened().goto(place)
        await page.locator('h1').waitFor()
        if (width < 900 && place.includes('talk')) {
          await page.getByRole('button', { name: 'Records' }).click()
          await page.locator('#record-5').waitFor()
        }
        const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect([place, Number(over) <= 0]).toEqual([place, true])
      }
    })
  }

  for (const theme of ['light', 'dark'] as const) {
    it(`in the ${theme} theme every text stands out from its ground by 4.5 : 1`, async () => {
      const { page } = opened()
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.emulateMedia({ colorScheme: theme })
      for (const place of places.slice(0, 3)) {
        await opened().goto(place)
        await settled(place)
        expect(await page.evaluate(faintTexts)).toEqual([])
      }
    })
  }

  it('every control has a name, every id is there once, and headings start at the first level', async () => {
    const { page } = opened()
    for (const place of places.slice(0, 3)) {
      await opened().goto(place)
      await settled(place)
      expect(await page.evaluate(namelessControls)).toEqual([])
      expect(await page.evaluate(repeatedIds)).toEqual([])
      expect(await page.locator('h1').count()).toBe(1)
      expect(await page.locator('main').count()).toBe(1)
    }
  })

  it('keeps still for a reader who asked for that', async () => {
    const { page } = opened()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await opened().goto('#run=talk')
    await page.locator('h1').waitFor()
    const moving = await page.evaluate('document.getAnimations().length')
    expect(moving).toBe(0)
  })
})

/** Runs in the page: texts whose colour is too near to the colour behind them. */
const faintTexts = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const luminance = (colour) => {
    const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor)
      if (colour[3] === 255) return colour
    }
    return [255, 255, 255]
  }
  const faint = []
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
    if (!hasText || element.closest('svg, noscript, .unseen, option') || !element.checkVisibility()) continue
    const text = luminance(rgb(getComputedStyle(element).color))
    const behind = luminance(ground(element))
    const ratio = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05)
    if (ratio < 4.5) faint.push(element.className + ' ' + element.textContent.slice(0, 30) + ' ' + ratio.toFixed(2))
  }
  return faint
})()`

const namelessControls = `[...document.querySelectorAll('button, a[href], input, select, [role]')]
  .filter((one) => !['row', 'rowgroup', 'gridcell', 'presentation'].includes(one.getAttribute('role')))
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.textContent.trim()))
  .filter((one) => one.getAttribute('role') !== 'status')
  .map((one) => one.outerHTML.slice(0, 80))`

const repeatedIds = `[...document.querySelectorAll('[id]')].map((one) => one.id)
  .filter((id, at, all) => all.indexOf(id) !== at)`
