import { expect, test } from 'vitest'
import { background, palette, statePalette, type ThemedColour } from '../src/index.ts'

/** WCAG 2.2, relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const themes: (keyof ThemedColour)[] = ['light', 'dark']

test.each(Object.entries(palette))(
  'text in %s stands out by 4.5 : 1 in both themes',
  (_, colour) => {
    for (const theme of themes) {
      expect(contrast(colour[theme], background[theme])).toBeGreaterThanOrEqual(4.5)
    }
  },
)

test.each([...statePalette])('the band of %s stands out by 3 : 1 in both themes', (_, colour) => {
  for (const theme of themes) {
    expect(contrast(colour[theme], background[theme])).toBeGreaterThanOrEqual(3)
  }
})
