/**
 * Characters that must never reach a terminal or a document as they are: control characters (an escape
 * sequence could repaint or reprogram a terminal), marks that turn the direction of writing, invisible
 * ones, line separators, halves of surrogate pairs and what XML forbids.
 */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]|\p{Surrogate}|\p{Co}|[\u{e0000}-\u{e0fff}]/gu

/** Most texts: nothing to look for. */
const harmless = /^[\u0020-\u007e]*$/

/** Longest text that is looked at; what follows is dropped before any other work. */
const longestChars = 4000

/**
 * `value` as one line of harmless text: control characters as their pictures (newline is ␊, escape is ␛),
 * other dangerous ones as �. At most 4 000 characters, cut with …; anything but a string or number gives ''.
 */
export function safeText(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return ''
  const text = value.length > longestChars ? `${value.slice(0, longestChars - 1)}…` : value
  return harmless.test(text) ? text : text.replace(unsafe, picture)
}

function picture(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}
