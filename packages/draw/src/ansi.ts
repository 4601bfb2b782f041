import type { Role } from './shapes.ts'

/** A piece of one line of terminal text. */
export interface Span {
  text: string
  role?: Role
  /** Number of a message or a field, see `tintOf`; its colour comes before the role's. */
  tint?: number
  isItalic?: boolean
  isStrong?: boolean
}

/** Colours of the 256-colour palette that can be read on black and on white. */
const colours: Record<Role, string> = {
  client: '38;5;32',
  server: '38;5;172',
  other: '38;5;245',
  lost: '38;5;202',
  retransmission: '38;5;169',
  ack: '38;5;245',
  held: '38;5;35',
  'not-held': '38;5;202',
  faint: '38;5;245',
  ink: '39',
}

/** In the order of the palette's tints. */
const tintColours = ['38;5;32', '38;5;136', '38;5;169', '38;5;166', '38;5;245']

/** Spans as one line, without spaces at its end; escape sequences only with `color`, and only ours. */
export function paintLine(spans: readonly Span[], color: boolean): string {
  const trimmed = trimEnd(spans)
  return trimmed.map((span) => (color ? paintSpan(span) : span.text)).join('')
}

function paintSpan({ text, role, tint, isItalic, isStrong }: Span): string {
  const codes: string[] = []
  if (isStrong) codes.push('1')
  if (isItalic) codes.push('3')
  if (tint !== undefined) codes.push(tintColours[tint % tintColours.length] ?? '39')
  else if (role) codes.push(colours[role])
  return codes.length === 0 || text.trim() === ''
    ? text
    : `\u001b[${codes.join(';')}m${text}\u001b[0m`
}

function trimEnd(spans: readonly Span[]): Span[] {
  const kept = [...spans]
  for (;;) {
    const last = kept.pop()
    if (!last) return kept
    const text = last.text.trimEnd()
    if (text !== '') return [...kept, { ...last, text }]
  }
}
