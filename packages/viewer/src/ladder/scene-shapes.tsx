import {
  hatchPath,
  headPath,
  isLifeline,
  isStrip,
  type LineShape,
  layerOf,
  linePath,
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
  const { x1, y1, x2, y2, via, weight, dash } = line
  const isPlain = via === undefined && weight === undefined
  const look = [weight, dash].filter(Boolean).join(' ') || undefined
  return (
    <>
      {isPlain ? (
        <line class={isLifeline(line) ? 'lifeline' : look} x1={x1} y1={y1} x2={x2} y2={y2} />
      ) : (
        <path class={look} d={linePath(line)} />
      )}
      {line.arrow && <path class={tipOf(line)} d={headPath(line)} />}
      {line.cross && <path class="cross" d={`M${x2 - 5} ${y2 - 5}l10 10m0-10l-10 10`} />}
    </>
  )
}

/** Filled where it was seen, open where it was derived. */
function tipOf({ origin, weight }: LineShape): string | undefined {
  const names = [origin !== 'derived' && 'tip', weight && `tip-${weight}`].filter(Boolean)
  return names.join(' ') || undefined
}

function Rect({ rect }: { rect: RectShape }) {
  const { x, y, width, height, state, tint } = rect
  if (tint !== undefined) return <Tinted rect={rect} tint={tint} />
  if (rect.isOutline) {
    const look = rect.weight === undefined ? 'outline' : `outline ${rect.weight}`
    return <rect class={look} {...{ x, y, width, height }} />
  }
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
  const look = [
    label.mono && 'scene-mono',
    label.strong && 'scene-strong',
    label.isOnFill && 'scene-on-fill',
  ]
    .filter(Boolean)
    .join(' ')
  return (
    <text class={look} x={label.x} y={label.y} text-anchor={label.anchor} transform={turnOf(label)}>
      {label.text}
    </text>
  )
}

function turnOf({ x, y, turnDegrees }: TextShape): string | undefined {
  return turnDegrees ? `rotate(${turnDegrees} ${x} ${y})` : undefined
}
