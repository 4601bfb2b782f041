import type { LineShape, RectShape, Shape, TextShape } from '@socket-labs/draw'

/** One shape of a scene as SVG. Colours come from its role, by the style sheet. */
export function SceneShape({ shape }: { shape: Shape }) {
  if (shape.kind === 'line') return <SceneLine line={shape} />
  if (shape.kind === 'rect') return <SceneRect rect={shape} />
  return <SceneText label={shape} />
}

function classOf(shape: Shape): string {
  return `scene-${shape.kind} role-${shape.role} origin-${shape.origin}`
}

function Title({ shape }: { shape: Shape }) {
  return shape.title ? <title>{shape.title}</title> : null
}

function SceneLine({ line }: { line: LineShape }) {
  const { x1, y1, x2, y2 } = line
  return (
    <g class={classOf(line)}>
      <Title shape={line} />
      <line x1={x1} y1={y1} x2={x2} y2={y2} />
      {line.arrow && <path class="scene-tip" d={arrowTip(line)} />}
      {line.cross && <path d={`M${x2 - 5} ${y2 - 5}l10 10m0-10l-10 10`} />}
    </g>
  )
}

/** A small closed triangle at the second end, turned the way the line runs. */
function arrowTip({ x1, y1, x2, y2 }: LineShape): string {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length]
  const [backX, backY] = [x2 - ux * 8, y2 - uy * 8]
  const [sideX, sideY] = [-uy * 3.6, ux * 3.6]
  const points = [
    [x2, y2],
    [backX + sideX, backY + sideY],
    [backX - sideX, backY - sideY],
  ]
  return `M${points.map((point) => point.map((value) => value.toFixed(1)).join(' ')).join('L')}Z`
}

function SceneRect({ rect }: { rect: RectShape }) {
  const { x, y, width, height } = rect
  return (
    <g class={classOf(rect)} data-state={rect.state}>
      <Title shape={rect} />
      <rect x={x} y={y} width={Math.max(width, 0)} height={Math.max(height, 0)} />
    </g>
  )
}

function SceneText({ label }: { label: TextShape }) {
  const look = `${label.mono ? ' scene-mono' : ''}${label.strong ? ' scene-strong' : ''}`
  return (
    <text class={classOf(label) + look} x={label.x} y={label.y} text-anchor={label.anchor}>
      <Title shape={label} />
      {label.text}
    </text>
  )
}
