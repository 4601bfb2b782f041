import { hatchPath } from './hatch.ts'
import { isLifeline, isStrip, layerOf } from './layers.ts'
import { headPath, linePath, px } from './line-path.ts'
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
  if (rect.isOutline) {
    return `<rect class="outline s-${role} ${origin}${classes(rect.weight)}" ${box}/>`
  }
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
  const quiet = role === 'faint' || role === 'ack' ? ' quiet' : ''
  const looks = `s-${role}${look}${quiet}${classes(line.weight, line.dash)}`
  const ends = `x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}"`
  const isPlain = line.via === undefined && line.weight === undefined
  const stroke = isPlain
    ? `<line class="${looks}" ${ends}/>`
    : `<path class="open ${looks}" d="${linePath(line)}"/>`
  return stroke + (line.arrow ? head(line) : '') + (line.cross ? cross(line) : '')
}

function classes(...names: (string | undefined)[]): string {
  return names.map((name) => (name === undefined ? '' : ` ${name}`)).join('')
}

/** Filled where the arrow was seen; open where it was derived. */
function head(line: LineShape): string {
  const { role, origin, weight } = line
  const look = origin === 'derived' ? `open s-${role}` : `f-${role}`
  return `<path class="${look}${classes(weight && `head-${weight}`)}" d="${headPath(line)}"/>`
}

function cross({ x2, y2 }: LineShape): string {
  const [left, right, top, bottom] = [px(x2 - 5), px(x2 + 5), px(y2 - 5), px(y2 + 5)]
  const path = `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}`
  return `<path class="open cross s-lost" d="${path}"/>`
}

function paintText(label: TextShape): string {
  const { x, y, text, anchor, mono, strong, role, origin } = label
  const look = `${mono ? ' mono' : ''}${strong ? ' strong' : ''} ${origin}`
  const colour = label.isOnFill ? 'on-fill' : `f-${role}`
  const place = `x="${px(x)}" y="${px(y)}"${turnOf(label)} text-anchor="${anchor}"`
  return `<text class="${colour}${look}" ${place}>${escapeXml(text)}</text>`
}

function turnOf({ x, y, turnDegrees }: TextShape): string {
  return turnDegrees ? ` transform="rotate(${px(turnDegrees)} ${px(x)} ${px(y)})"` : ''
}
