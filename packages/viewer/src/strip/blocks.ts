import type { Scene, Shape, TextShape } from '@socket-labs/draw'

/** A record's place in the strip. */
export interface Block {
  x: number
  y: number
  width: number
  height: number
  /** The record that it is, and those that it stands for. */
  n: readonly number[]
}

/** The block that is the record's own, or that stands for it beside another. */
export function blockOf(scene: Scene, n: number): Block | undefined {
  const blocks = blocksOf(scene).filter((block) => block.n.includes(n))
  return blocks.find((block) => block.n[0] === n) ?? blocks[0]
}

/** What has an outline, and the crosses of decoders that gave up at a place without bytes. */
export function blocksOf(scene: Scene): Block[] {
  return scene.shapes.flatMap((shape): Block[] => {
    const { n } = shape
    if (!n) return []
    if (shape.kind === 'rect' && shape.isOutline) return [{ ...shape, n }]
    if (shape.kind !== 'line' || !shape.cross) return []
    return [{ x: shape.x2 - 7, y: shape.y2 - rowHalfPx, width: 14, height: 2 * rowHalfPx, n }]
  })
}

/** Half the height of the row in which crosses stand. */
const rowHalfPx = 10

/** The record to which an arrow key leads from the selected one: along its row, or to the next row. */
export function stepInStrip(
  scene: Scene,
  selectedN: number | undefined,
  key: string,
): number | undefined {
  if (!/^Arrow(Left|Right|Up|Down)$/.test(key)) return undefined
  const blocks = blocksOf(scene)
  const from = selectedN === undefined ? undefined : blockOf(scene, selectedN)
  if (!from) return blocks[0]?.n[0]
  const isAlong = key === 'ArrowLeft' || key === 'ArrowRight'
  const isForward = key === 'ArrowRight' || key === 'ArrowDown'
  const found = isAlong
    ? (nearest(alongRow(blocks, from, isForward), from) ??
      restBeside(scene.shapes, from, isForward))
    : nearest(inNextRow(blocks, from, isForward), from)
  return found?.n?.[0]
}

function alongRow(blocks: readonly Block[], from: Block, isForward: boolean): Block[] {
  return blocks.filter(({ x, y }) => y === from.y && (isForward ? x > from.x : x < from.x))
}

function inNextRow(blocks: readonly Block[], from: Block, isForward: boolean): Block[] {
  const rows = [...new Set(blocks.map(({ y }) => y))].sort((a, b) => a - b)
  const y = rows[rows.indexOf(from.y) + (isForward ? 1 : -1)]
  return blocks.filter((block) => block.y === y)
}

function nearest(blocks: readonly Block[], { x, width }: Block): Block | undefined {
  const middle = x + width / 2
  const distance = (block: Block) => Math.abs(block.x + block.width / 2 - middle)
  return [...blocks].sort((a, b) => distance(a) - distance(b))[0]
}

/** At the end of what is drawn: the words that say how much is not, under the same strip. */
function restBeside(
  shapes: readonly Shape[],
  from: Block,
  isForward: boolean,
): TextShape | undefined {
  return shapes.find((shape): shape is TextShape => {
    const isRest = shape.kind === 'text' && shape.role === 'faint' && shape.n?.length === 1
    return isRest && shape.y > from.y && (shape.anchor === 'end') === isForward
  })
}
