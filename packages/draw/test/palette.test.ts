import { expect, test } from 'vitest'
import {
  background,
  palette,
  statePalette,
  type ThemedColour,
  tintCount,
  tintOf,
} from '../src/index.ts'

/** Red, green and blue of `#rrggbb`, linear. */
function linear(colour: string): number[] {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
}

/** WCAG 2.2, relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = linear(colour)
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

const tints = Array.from({ length: tintCount }, (_, number) => tintOf(number))

test.each(tints.map((tint, number) => [number, tint] as const))(
  'text on tint %i stands out by 4.5 : 1, and its edge from the ground and from it by 2.9 : 1 and more',
  (_, { fill, edge }) => {
    for (const theme of themes) {
      expect(contrast(palette.ink[theme], fill[theme])).toBeGreaterThanOrEqual(4.5)
      expect(contrast(edge[theme], background[theme])).toBeGreaterThanOrEqual(3)
      expect(contrast(edge[theme], fill[theme])).toBeGreaterThanOrEqual(2.9)
    }
  },
)

/** How linear colours look to those who lack one kind of cone; Machado, Oliveira and Fernandes 2009, severity 1. */
const eyes: Record<string, number[][]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** CIE L*a*b* of a colour as such eyes see it. */
function lab(colour: string, matrix: number[][]): number[] {
  const rgb = linear(colour)
  const [r = 0, g = 0, b = 0] = matrix.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, part, i) => sum + part * (rgb[i] ?? 0), 0),
      ),
    ),
  )
  const curve = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
  const y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

test.each(Object.entries(eyes))('neighbouring tints are told apart by %s eyes', (_, matrix) => {
  for (const theme of themes) {
    for (let number = 0; number < tintCount; number++) {
      const [one, next] = [tintOf(number), tintOf(number + 1)].map(({ fill }) =>
        lab(fill[theme], matrix),
      ) as [number[], number[]]
      const distance = Math.hypot(...one.map((part, i) => part - (next[i] ?? 0)))
      expect(distance).toBeGreaterThan(7)
    }
  }
})

test('every second tint is hatched, round after round, so that colour is never alone', () => {
  const looks = Array.from({ length: 2 * tintCount }, (_, number) => tintOf(number))
  expect(looks.map(({ isHatched }) => isHatched)).toEqual(looks.map((_, i) => i % 2 === 1))
  expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(2 * tintCount)
  expect(tintOf(Number.NaN)).toEqual(tintOf(0))
})
