/** Sizes of the two kinds of text in a scene, px: words in the system's sans, numbers in monospace. */
export const fontSizePx = { sans: 12, mono: 11 }

const narrow = new Set("iljtfrI.,:;'|!()[] ·")
const wide = new Set('mwMW@%—…→▶')

/** The same for bold text. */
export function strongWidthPx(text: string): number {
  return textWidthPx(text) * 1.12
}

/**
 * About how wide `text` is in a scene, px. An estimate on the large side: a pure package cannot ask a
 * font, and a label cut a little early is better than two that overlap.
 */
export function textWidthPx(text: string, isMono = false): number {
  if (isMono) return columnsOf(text) * fontSizePx.mono * 0.62
  let em = 0
  for (const character of text) em += emOf(character)
  return em * fontSizePx.sans
}

function emOf(character: string): number {
  if (narrow.has(character)) return 0.4
  if (wide.has(character)) return 0.95
  const columns = columnsOf(character)
  if (columns !== 1) return columns / 1.8
  if (/[EFLST_]/.test(character)) return 0.66
  return /[A-Z]/.test(character) ? 0.77 : 0.63
}

const noWidth = /\p{Mn}|\p{Me}/u
const doubleWidth =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: the plain case, told apart at once
const plain = /^[\u0000-\u007f]*$/

/** How many terminal columns `text` takes: East Asian characters and emoji two, combining marks none. */
export function columnsOf(text: string): number {
  if (plain.test(text)) return text.length
  let columns = 0
  for (const character of text) {
    if (noWidth.test(character)) continue
    columns += doubleWidth.test(character) ? 2 : 1
  }
  return columns
}

/** `text` cut with … so that `measure` finds it at most `limit`; '' where not even that fits. */
export function fitText(text: string, limit: number, measure: (text: string) => number): string {
  if (measure(text) <= limit) return text
  const room = limit - measure('…')
  if (room < 0) return ''
  let kept = ''
  let used = 0
  for (const character of text) {
    used += measure(character)
    if (used > room) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

/** The first of ever shorter labels that fits, else the last one cut. */
export function fitLabel(
  labels: readonly string[],
  limit: number,
  measure: (text: string) => number,
): string {
  const whole = labels.find((label) => measure(label) <= limit)
  return whole ?? fitText(labels.at(-1) ?? '', limit, measure)
}

/** `text` in exactly `columns` terminal columns: cut with … or filled with spaces. */
export function fitColumns(
  text: string,
  columns: number,
  align: 'left' | 'right' = 'left',
): string {
  const cut = fitText(text, Math.max(0, columns), columnsOf)
  const space = ' '.repeat(Math.max(0, columns - columnsOf(cut)))
  return align === 'left' ? cut + space : space + cut
}

/** Words in lines of at most `limit`, columns unless `measure` says otherwise; a word longer than a line is cut. */
export function wrapText(text: string, limit: number, measure = columnsOf): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (measure(longer) <= limit) line = longer
    else {
      if (line !== '') lines.push(line)
      line = fitText(word, limit, measure)
    }
  }
  return line === '' ? lines : [...lines, line]
}
