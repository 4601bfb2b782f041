import { formatCount } from '../quantities.ts'
import type { Shape, TextShape } from '../shapes.ts'
import { fitLabel, textWidthPx } from '../text-width.ts'
import type { PlacedStrip } from './strip-geometry.ts'
import type { Strip, StripRow } from './strip-model.ts'
import { restOf } from './strip-rows.ts'

/** How much is left and right of the window; a click on it goes there. */
export function restShapes({ strip, frame, window, rows, restY }: PlacedStrip): Shape[] {
  const rests = rows.map(({ row }) => ({ ...restOf(row, window), noun: nounOf(row, strip) }))
  // Reads first; where all of them are drawn, whatever is not.
  rests.sort((a, b) => Number(b.noun === 'read') - Number(a.noun === 'read'))
  const before = rests.find((rest) => rest.before)
  const after = rests.find((rest) => rest.after)
  const room = (frame.width - 24) / 2
  const words = (count: number, when: string, noun: string) => {
    const short = `${formatCount(count)} ${when}`
    const nouns = `${short} ${noun}${count === 1 ? '' : 's'}`
    return [`${nouns} not drawn`, nouns, short]
  }
  const fit = (labels: string[]) => fitLabel(labels, room, textWidthPx)
  const shapes: Shape[] = []
  if (before?.before) {
    const { count, n } = before.before
    const label = fit(words(count, 'earlier', before.noun).map((one) => `‹ ${one}`))
    shapes.push({ ...text(label, 6, restY), n: [n], title: goThere(n) })
  }
  if (after?.after) {
    const { count, n } = after.after
    const label = fit(words(count, 'later', after.noun).map((one) => `${one} ›`))
    const place = text(label, frame.width - 6, restY)
    shapes.push({ ...place, anchor: 'end', n: [n], title: goThere(n) })
  }
  return shapes
}

function nounOf({ kind }: StripRow, strip: Strip): string {
  if (kind === 'reads') return strip.noun === 'datagram' ? 'datagram' : 'read'
  if (kind === 'sent') return strip.noun
  return kind === 'writes' ? 'write' : 'frame'
}

function goThere(n: number): string {
  return `Select record ${formatCount(n)} to draw what is there.`
}

function text(words: string, x: number, y: number): TextShape {
  return { kind: 'text', x, y, text: words, anchor: 'start', role: 'faint', origin: 'observed' }
}
