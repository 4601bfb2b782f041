import { sides } from '../ladder-event.ts'
import { type ByteStream, type ByteStreams, type Direction, piecesOf } from './byte-streams.ts'
import { type Strip, stripOf } from './strip-model.ts'

export interface StripChoice {
  /** The connection drawn; without it, or with `all`, those that there is room for. */
  conn?: string
  /** A record's number: its block is marked, its connection is among those drawn, the window is around it. */
  selectedN?: number
  /** Most strips drawn, default 6; how many connections are left out is said. */
  maxStrips?: number
}

export interface ChosenStrips {
  strips: Strip[]
  /** How many connections with bytes are not drawn. */
  notDrawn: number
  /** Records that name bytes which cannot be, where there is nothing else to draw. */
  refused: number
}

/** More would be a list, not a picture. */
const mostStrips = 6

/** The directions to draw: those in which bytes were seen, of the connection chosen or of all. */
export function chooseStrips(streams: ByteStreams, choice: StripChoice): ChosenStrips {
  const { conn = 'all', selectedN, maxStrips = mostStrips } = choice
  const withBytes = streams.all.filter((stream) => usedDirections(stream).length > 0)
  const wanted = withBytes.filter((stream) => conn === 'all' || stream.conn === conn)
  const chosen = withinRoom(wanted, maxStrips, selectedN)
  const strips = chosen.flatMap((stream) =>
    usedDirections(stream).map((direction) => stripOf(stream, direction, streams.isOver)),
  )
  return {
    strips,
    notDrawn: conn === 'all' ? withBytes.length - chosen.length : 0,
    refused: strips.length > 0 ? 0 : refusedIn(streams.all),
  }
}

function usedDirections({ directions }: ByteStream): Direction[] {
  return sides
    .map((side) => directions[side])
    .filter((direction) => piecesOf(direction).some(({ count }) => count > 0))
}

/** The first connections that there is room for, and that of the selected record in any case. */
function withinRoom(
  streams: readonly ByteStream[],
  room: number,
  selectedN: number | undefined,
): ByteStream[] {
  const isSelected = (stream: ByteStream) =>
    selectedN !== undefined && usedDirections(stream).some((one) => speaksOf(one, selectedN))
  const selected = streams.find(isSelected) ?? streams[0]
  const chosen = new Set<ByteStream>()
  let drawn = 0
  for (const stream of selected ? [selected, ...streams] : []) {
    const count = usedDirections(stream).length
    if (chosen.size > 0 && drawn + count > room) break
    if (!chosen.has(stream)) drawn += count
    chosen.add(stream)
  }
  return streams.filter((stream) => chosen.has(stream))
}

function speaksOf(direction: Direction, n: number): boolean {
  return piecesOf(direction).some((pieces) => pieces.atOrBefore(n)?.n === n)
}

function refusedIn(streams: readonly ByteStream[]): number {
  let refused = 0
  for (const { directions } of streams) {
    for (const side of sides) {
      for (const pieces of piecesOf(directions[side])) refused += pieces.refused
    }
  }
  return refused
}
