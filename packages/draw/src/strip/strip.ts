import type { TraceRecord } from '@socket-labs/trace'
import { sortedByTime } from '../conversation.ts'
import type { Scene, Shape, TextShape } from '../shapes.ts'
import { topOf } from '../shapes-within.ts'
import { fitText, textWidthPx } from '../text-width.ts'
import { byteScale } from './byte-scale.ts'
import { ByteStreams } from './byte-streams.ts'
import { chooseStrips, type StripChoice } from './choose-strips.ts'
import {
  frameFor,
  type PlacedStrip,
  placeRows,
  type StripFrame,
  shortestPx,
} from './strip-geometry.ts'
import type { Strip } from './strip-model.ts'
import { isRowDrawn } from './strip-rows.ts'
import { stripShapes } from './strip-shapes.ts'
import { windowFor } from './strip-window.ts'
import { notDrawnWords, stripsSentence, warningsOf } from './strip-words.ts'

export interface StripOptions extends StripChoice {
  /** Width of the picture in px, 360 to 1 400 look best; less than 280 is taken as 280. */
  width: number
  /** Of a direction that does not fit, the end is drawn instead of the start. */
  isAtEnd?: boolean
}

/** The least width of a folded stretch. */
const shortestFoldPx = 56
/** A stream of a few bytes does not fill the picture. */
const mostPerBytePx = 40
const headPx = 24
const betweenPx = 14
const lineHeightPx = 17

/**
 * Lays out the bytes of a run as strips, one for each direction of a connection: the offset in the stream
 * runs to the right; one line for the messages that were meant, one for the reads that brought them, one for
 * the frames that were found in them. Colours and numbers are the messages', so that it is seen where a read
 * holds several of them, or a part of one.
 *
 * Records may come in any order and of any kind. Which byte was read where is counted, so it is derived.
 */
export function layoutStrip(records: readonly TraceRecord[], options: StripOptions): Scene {
  const streams = new ByteStreams()
  for (const record of sortedByTime(records)) streams.add(record)
  return layoutStreams(streams, options)
}

/** The same for streams that grow: costs as much as is drawn, however much there is. */
export function layoutStreams(streams: ByteStreams, options: StripOptions): Scene {
  const frame = frameFor(options.width)
  const chosen = chooseStrips(streams, options)
  const label = stripsSentence(chosen)
  if (chosen.strips.length === 0) return nothing(frame, label)
  const shapes: Shape[] = []
  let y = 4
  for (const strip of chosen.strips) {
    const placed = placeStrip(strip, frame, y, options)
    shapes.push(...stripShapes(placed))
    y = placed.bottom
    for (const words of warningsOf(strip)) {
      shapes.push(line(words, frame, y + 8, 'lost'))
      y += lineHeightPx
    }
    y += betweenPx
  }
  y -= betweenPx
  if (chosen.notDrawn > 0) {
    y += lineHeightPx
    shapes.push(line(notDrawnWords(chosen.notDrawn), frame, y, 'faint'))
  }
  const height = y + lineHeightPx + 12
  shapes.push(legend(frame, y + lineHeightPx + 2))
  return { width: frame.width, height, shapes: shapes.sort((a, b) => topOf(a) - topOf(b)), label }
}

function placeStrip(
  strip: Strip,
  frame: StripFrame,
  top: number,
  { selectedN, isAtEnd }: StripOptions,
): PlacedStrip {
  const room = frame.right - frame.left
  const { window, shortest } = windowFor(strip, room, shortestPx, { selectedN, isAtEnd })
  const measures = {
    left: frame.left,
    room,
    shortest,
    shortestFold: shortestFoldPx,
    mostPerByte: mostPerBytePx,
  }
  const scale = byteScale(window.edges, measures)
  const hasFolds = scale.isFolded.includes(true)
  const drawn = strip.rows.filter((row) => isRowDrawn(row, strip, window))
  const firstRow = top + headPx + (hasFolds ? lineHeightPx - 2 : 0)
  const { placed, offsetY, bottom } = placeRows(drawn, strip, firstRow)
  const isWhole = strip.rows.every(({ pieces }) => {
    return pieces.count === 0 || (pieces.start >= window.from && pieces.end <= window.to)
  })
  return {
    strip,
    frame,
    window,
    scale,
    rows: placed,
    headY: top + 13,
    foldY: firstRow - 5,
    offsetY,
    restY: bottom + 9,
    bottom:
      isWhole && strip.rows.every(({ pieces }) => pieces.forgotten === 0)
        ? bottom
        : bottom + lineHeightPx,
    selectedN,
  }
}

function nothing(frame: StripFrame, label: string): Scene {
  const x = frame.width / 2
  const sentences = label.match(/[^.]+\.?/g) ?? [label]
  const shapes = sentences.map((sentence, i): TextShape => {
    const y = 40 + i * lineHeightPx
    return { ...line(sentence.trim(), frame, y, i === 0 ? 'ink' : 'lost'), x, anchor: 'middle' }
  })
  return { width: frame.width, height: 55 + shapes.length * lineHeightPx, shapes, label }
}

function line(text: string, frame: StripFrame, y: number, role: TextShape['role']): TextShape {
  const shown = fitText(text, frame.width - 12, textWidthPx)
  return {
    kind: 'text',
    x: 6,
    y,
    text: shown,
    anchor: 'start',
    role,
    origin: 'observed',
    title: text,
  }
}

function legend(frame: StripFrame, y: number): TextShape {
  const text = frame.isNarrow
    ? 'Which byte was read where is derived.'
    : 'Which byte was read where is derived, by counting; no packet was seen.'
  return { ...line(text, frame, y, 'faint'), origin: 'derived' }
}
