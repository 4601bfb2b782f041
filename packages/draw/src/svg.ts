import { hatchPath } from './hatch.ts'
import { isLifeline, isStrip, layerOf } from './layers.ts'
import type { SvgOptions } from './options.ts'
import { statePalette, tintCount, tintOf } from './palette.ts'
import { safeText } from './safe-text.ts'
import type { LineShape, RectShape, Scene, Shape, TextShape } from './shapes.ts'
import { svgStyle } from './svg-style.ts'

/** So many sentences of the picture are told to a screen reader; a long picture has a table beside it. */
const toldSentences = 40

/**
 * Paints a scene as one standalone SVG document: its own style, its own ground, nothing loaded from
 * elsewhere, no ids. Text is escaped, control characters are shown as pictures; `data-n` on a shape is the
 * number of the first record behind it.
 */
export function toSvg(scene: Scene, options: SvgOptions = {}): string {
  const theme = options.theme ?? 'auto'
  const width = px(scene.width)
  const height = px(scene.height)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" class="slabs-${theme}" width="${width}" `,
    `height="${height}" viewBox="0 0 ${width} ${height}" aria-label="${escapeXml(scene.label)}">`,
    `<title>${escapeXml(scene.label)}</title><desc>${escapeXml(descriptionOf(scene))}</desc>`,
    `<style>${svgStyle(theme)}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...paintAll(inLayers(scene.shapes)),
    '</svg>',
  ].join('')
}

/** Text as XML content or attribute; what XML forbids is replaced. */
function escapeXml(text: string): string {
  return safeText(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function descriptionOf({ shapes }: Scene): string {
  const told = shapes.filter((shape) => shape.kind === 'text' && shape.title && !shape.mono)
  const sentences = told.slice(0, toldSentences).map((shape) => shape.title)
  const rest = told.length > toldSentences ? ` And ${told.length - toldSentences} more.` : ''
  return sentences.join('. ') + rest
}

function inLayers(shapes: readonly Shape[]): Shape[] {
  return [...shapes].sort((a, b) => layerOf(a) - layerOf(b))
}

function* paintAll(shapes: readonly Shape[]): Generator<string> {
  for (const shape of shapes) {
    const first = shape.n?.[0]
    const data = first === undefined ? '' : ` data-n="${px(first)}"`
    const title = shape.title ? `<title>${escapeXml(shape.title)}</title>` : ''
    yield `<g${data}>${title}${paint(shape)}</g>`
  }
}

function paint(shape: Shape): string {
  if (shape.kind === 'rect') return paintRect(shape)
  return shape.kind === 'line' ? paintLine(shape) : paintText(shape)
}

function paintRect(rect: RectShape): string {
  const { x, y, width, height, role, origin, state } = rect
  const box = `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`
  if (rect.isOutline) return `<rect class="outline s-${role} ${origin}" ${box}/>`
  if (rect.tint !== undefined) return paintTint(rect, rect.tint, box)
  if (state === undefined) {
    return `<rect class="f-${role}${isStrip(rect) ? ` strip ${role}` : ''}" ${box}/>`
  }
  const fill = statePalette.has(state) ? `b-${state}` : `f-${role}`
  const band = `<rect class="${fill} ${origin}" ${box}/>`
  // A polled state began at some time before somebody looked: a tick marks the look.
  if (origin !== 'polled') return band
  return `${band}<rect class="${fill}" x="${px(x - 3)}" y="${px(y)}" width="${px(width + 6)}" height="2"/>`
}

function paintTint(rect: RectShape, tint: number, box: string): string {
  const place = tint % tintCount
  const fill = `<rect class="t-${place}" ${box}/>`
  if (!tintOf(tint).isHatched) return fill
  return `${fill}<path class="open hatch e-${place}" d="${hatchPath(rect)}"/>`
}

function paintLine(line: LineShape): string {
  const { x1, y1, x2, y2, role, origin } = line
  const look = isLifeline(line) && origin === 'derived' ? ' unseen' : ` ${origin}`
  const weight = role === 'faint' || role === 'ack' ? ' quiet' : ''
  const ends = `x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}"`
  const stroke = `<line class="s-${role}${look}${weight}" ${ends}/>`
  return stroke + (line.arrow ? head(line) : '') + (line.cross ? cross(line) : '')
}

const headLengthPx = 8
const headHalfPx = 3.5

/** Filled where the arrow was seen; open where it was derived. */
function head({ x1, y1, x2, y2, role, origin }: LineShape): string {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  const alongX = (x2 - x1) / length
  const alongY = (y2 - y1) / length
  const corner = (half: number) =>
    `${px(x2 - alongX * headLengthPx - alongY * half)} ${px(y2 - alongY * headLengthPx + alongX * half)}`
  const path = `M${corner(headHalfPx)}L${px(x2)} ${px(y2)}L${corner(-headHalfPx)}`
  return origin === 'derived'
    ? `<path class="open s-${role}" d="${path}"/>`
    : `<path class="f-${role}" d="${path}Z"/>`
}

function cross({ x2, y2 }: LineShape): string {
  const [left, right, top, bottom] = [px(x2 - 5), px(x2 + 5), px(y2 - 5), px(y2 + 5)]
  const path = `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}`
  return `<path class="open cross s-lost" d="${path}"/>`
}

function paintText({ x, y, text, anchor, mono, strong, role, origin }: TextShape): string {
  const look = `${mono ? ' mono' : ''}${strong ? ' strong' : ''} ${origin}`
  return `<text class="f-${role}${look}" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${escapeXml(text)}</text>`
}

/** A number that is safe in an attribute, to a tenth of a pixel. */
function px(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 0
}
