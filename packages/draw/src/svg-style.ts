import type { Theme } from './options.ts'
import {
  background,
  palette,
  statePalette,
  type ThemedColour,
  tintCount,
  tintOf,
} from './palette.ts'
import { fontSizePx } from './text-width.ts'

const sans = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
const mono = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace'

/**
 * The style sheet of one SVG. Every rule is scoped to the theme's class, because a style inside an SVG that
 * stands in a page reaches all of the page: pictures of different themes must not repaint each other.
 */
export function svgStyle(theme: Theme): string {
  const scope = `.slabs-${theme}`
  const light = colourRules(scope, 'light')
  const dark = colourRules(scope, 'dark')
  const colours =
    theme === 'auto'
      ? `${light}@media (prefers-color-scheme:dark){${dark}}`
      : theme === 'dark'
        ? dark
        : light
  return shapeRules(scope) + colours
}

function shapeRules(scope: string): string {
  return [
    `text{font:${fontSizePx.sans}px ${sans};paint-order:stroke;stroke-width:3px;stroke-linejoin:round}`,
    `text.mono{font:${fontSizePx.mono}px ${mono};font-variant-numeric:tabular-nums}`,
    `.strong{font-weight:600}`,
    `text.derived{font-style:italic}`,
    `line,path.open{fill:none;stroke-width:1.25px;stroke-linecap:round;stroke-linejoin:round}`,
    `.quiet{stroke-width:1px}`,
    `path.cross{stroke-width:2px}`,
    `path.hatch{stroke-width:1px;opacity:.55}`,
    `rect.outline{fill:none;stroke-width:1.5px}`,
    `.strip{opacity:.09}`,
    `.strip.ink{opacity:.16}`,
    `.simulated{stroke-dasharray:6 4}`,
    `.unseen{stroke-dasharray:1 5}`,
    `.pale,.head-pale{opacity:.5}`,
    `.pale{stroke-width:1px}`,
    `path.heavy{stroke-width:2.75px}`,
    `rect.heavy{stroke-width:2.25px}`,
    `.dashed{stroke-dasharray:7 5}`,
    `.dotted{stroke-dasharray:.1 6}`,
  ]
    .map((rule) => rule.replace(/^[^{]+/, (selectors) => scoped(selectors, scope)))
    .join('')
}

function scoped(selectors: string, scope: string): string {
  return selectors
    .split(',')
    .map((selector) => `${scope} ${selector}`)
    .join(',')
}

function colourRules(scope: string, theme: keyof ThemedColour): string {
  const rules = [`${scope} .ground{fill:${background[theme]}}`]
  rules.push(`${scope} text{stroke:${background[theme]}}`)
  rules.push(`${scope} .on-fill{fill:${background[theme]};stroke:none}`)
  for (const [role, colour] of Object.entries(palette)) {
    rules.push(`${scope} .f-${role}{fill:${colour[theme]}}`)
    rules.push(`${scope} .s-${role}{stroke:${colour[theme]}}`)
  }
  for (const [state, colour] of statePalette) {
    rules.push(`${scope} .b-${state}{fill:${colour[theme]}}`)
  }
  for (let tint = 0; tint < tintCount; tint++) {
    const { fill, edge } = tintOf(tint)
    rules.push(`${scope} .t-${tint}{fill:${fill[theme]}}`)
    rules.push(`${scope} .e-${tint}{stroke:${edge[theme]}}`)
  }
  return rules.join('')
}
