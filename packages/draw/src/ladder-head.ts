import type { Side } from './ladder-event.ts'
import { sides } from './ladder-event.ts'
import type { Columns } from './ladder-geometry.ts'
import type { Ladder } from './ladder-model.ts'
import { choiceWords, emptyWords } from './ladder-words.ts'
import { portOf } from './record-fields.ts'
import type { Shape, TextShape } from './shapes.ts'
import { fitText, textWidthPx } from './text-width.ts'

const lineHeightPx = 17

/** What stands over the lifelines: which connection, whose ends, their addresses; `bottom` is where it ends. */
export function headShapes(ladder: Ladder, columns: Columns): { shapes: Shape[]; bottom: number } {
  const middle = Math.round((columns.x.client + columns.x.server) / 2)
  const shapes: Shape[] = []
  let y = 24
  const choice = choiceWords(ladder)
  if (choice !== '') {
    shapes.push({ ...faint(choice, middle, y), origin: 'observed' })
    y += lineHeightPx + 6
  }
  for (const side of sides) shapes.push(...endShapes(ladder, columns, side, y))
  if (ladder.events.length === 0) {
    shapes.push({ ...faint(emptyWords(ladder), middle, y + 46), origin: 'observed', role: 'ink' })
  } else {
    shapes.push({ ...faint('ms', columns.timeRight, y), anchor: 'end', origin: 'observed' })
  }
  return { shapes, bottom: y + lineHeightPx }
}

function endShapes(ladder: Ladder, columns: Columns, side: Side, y: number): Shape[] {
  const x = columns.x[side]
  const { isSeen, address } = ladder.ends[side]
  const name: Shape = {
    kind: 'text',
    x,
    y,
    text: side,
    anchor: 'middle',
    strong: true,
    role: side,
    origin: 'observed',
  }
  const under = y + lineHeightPx
  if (ladder.events.length === 0) return [name]
  if (!isSeen && !isRefused(ladder)) return [name, unseen(columns, side, under)]
  const isOnly = ladder.conversation.drawn.length < 2
  const text = isOnly ? addressText(address, columns) : ''
  if (text === '') return [name]
  const origin = isSeen ? 'observed' : 'derived'
  return [name, { ...faint(text, x, under), mono: true, origin, title: address }]
}

function isRefused(ladder: Ladder): boolean {
  return ladder.arrows.some(({ kind }) => kind === 'refused')
}

function unseen(columns: Columns, side: Side, y: number): Shape {
  const text = columns.isNarrow ? 'not seen' : 'not seen from here'
  const title = `Nothing was noted at the ${side}: it is another program, or another machine.`
  return { ...faint(text, columns.x[side], y), title }
}

/** The whole address where both fit beside each other, else the port. */
function addressText(address: string, columns: Columns): string {
  const room = columns.x.server - columns.x.client - 10
  if (textWidthPx(address, true) <= room) return address
  const port = portOf(address)
  return port === '' ? fitText(address, room, (text) => textWidthPx(text, true)) : `:${port}`
}

function faint(text: string, x: number, y: number): TextShape {
  return { kind: 'text', x, y, text, anchor: 'middle', role: 'faint', origin: 'derived' }
}
