/** A piece of a rule's text. */
export interface Token {
  kind: 'word' | 'number' | 'ordinal' | 'sign' | 'end'
  /** In lower case. */
  text: string
  /** Of a number or ordinal. */
  value: number
  /** Where it begins in the text. */
  at: number
  /** Where it ends. */
  endAt: number
}

/** `word`, `12`, `1.5`, `3rd`; `..`, `+`; then any other sign alone. A word may have `-` and `/` in it. */
const piece = /([a-z][a-z/-]*)|(\d+(?:\.\d+)?)(st|nd|rd|th)?|(\.\.|\S)/giu

/** Never fails: what is not known becomes a sign. The last token is the end. */
export function scanRule(text: string): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(piece)) {
    const [all, word, digits, suffix] = match
    const at = match.index
    const token = {
      text: all.toLowerCase(),
      value: Number(digits ?? 0),
      at,
      endAt: at + all.length,
    }
    if (word !== undefined) tokens.push({ ...token, kind: 'word' })
    else if (digits === undefined) tokens.push({ ...token, kind: 'sign' })
    else tokens.push({ ...token, kind: suffix === undefined ? 'number' : 'ordinal' })
  }
  const at = text.trimEnd().length
  tokens.push({ kind: 'end', text: '', value: 0, at, endAt: at })
  return tokens
}
