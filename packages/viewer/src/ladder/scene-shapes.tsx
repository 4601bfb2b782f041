import {
  hatchPath,
  isLifeline,
  isStrip,
  type LineShape,
  layerOf,
  type RectShape,
  type Shape,
  statePalette,
  type TextShape,
  tintCount,
  tintOf,
} from '@socket-labs/draw'

interface SceneShapesProps {
  shapes: readonly Shape[]
  /** The record whose row lies on the marker. */
  markedN: number | undefined
}

/**
 * A scene's shapes as SVG, as the notebooks paint them too: from the ground up strips, lifelines, bands,
 * arrows, text. Colours come from role and state, by the style sheet.
 */
export function SceneShapes({ shapes, markedN }: SceneShapesProps) {
  const layered = [...shapes].sort((a, b) => layerOf(a) - layerOf(b))
  return (
    <>
      {layered.map((shape, index) => (
        <g key={index} class={classOf(shape, markedN)}>
          {shape.title && <title>{shape.title}</title>}
          <Painted shape={shape} />
        </g>
      ))}
    </>
  )
}

function classOf(shape: Shape, markedN: number | undefined): string {
  const isMarked = shape.n?.length === 1 && shape.n[0] === markedN
  const look = `scene-${shape.kind} role-${shape.role} origin-${shape.origin}`
  return isMarked ? `${look} marked` : look
}

function Painted({ shape }: { shape: Shape }) {
  if (shape.kind === 'line') return <Line line={shape} />
  return shape.kind === 'rect' ? <Rect rect={shape} /> : <Label label={shape} />
}

function Line({ line }: { line: LineShape }) {
  const { x1, y1, x2, y2, origin } = line
  return (
    <>
      <line class={isLifeline(line) ? 'lifeline' : undefined} x1={x1} y1={y1} x2={x2} y2={y2} />
      {line.arrow && <path class={origin === 'derived' ? undefined : 'tip'} d={arrowHead(line)} />}
      {line.cross && <path class="cross" d={`M${x2 - 5} ${y2 - 5}l10 10m0-10l-10 10`} />}
    </>
  )
}

/** At the second end, turned the way the line runs: filled where it was seen, open where it was derived. */
function arrowHead({ x1, y1, x2, y2, origin }: LineShape): string {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length]
  const corner = (half: number) =>
    `${(x2 - ux * 8 - uy * half).toFixed(1)} ${(y2 - uy * 8 + ux * half).toFixed(1)}`
  return `M${corner(3.5)}L${x2} ${y2}L${corner(-3.5)}${origin === 'derived' ? '' : 'Z'}`
}

function Rect({ rect }: { rect: RectShape }) {
  const { x, y, width, height, state, tint } = rect
  if (tint !== undefined) return <Tinted rect={rect} tint={tint} />
  if (rect.isOutline) return <rect class="outline" {...{ x, y, width, height }} />
  const isStatePainted = state !== undefined && statePalette.has(state)
  const style = isStatePainted ? { fill: `var(--state-${state})` } : {}
  return (
    <>
      <rect class={isStrip(rect) ? 'strip' : undefined} {...{ x, y, width, height, style }} />
      {/* A polled state began at some time before somebody looked: a tick marks the look. */}
      {state !== undefined && rect.origin === 'polled' && (
        <rect x={x - 3} y={y} width={width + 6} height={2} style={style} />
      )}
    </>
  )
}

/** Every second tint is hatched as well, for those who do not see its colour. */
function Tinted({ rect, tint }: { rect: RectShape; tint: number }) {
  const { x, y, width, height } = rect
  const place = tint % tintCount
  return (
    <>
      <rect {...{ x, y, width, height }} style={{ fill: `var(--tint-${place})` }} />
      {tintOf(tint).isHatched && (
        <path class="hatch" d={hatchPath(rect)} style={{ stroke: `var(--tint-edge-${place})` }} />
      )}
    </>
  )
}

function Label({ label }: { label: TextShape }) {
  const look = [label.mono && 'scene-mono', label.strong && 'scene-strong']
    .filter(Boolean)
    .join(' ')
  return (
    <text class={look} x={label.x} y={label.y} text-anchor={label.anchor}>
      {label.text}
    </text>
  )
}
