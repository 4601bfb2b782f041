/** Breaks text at spaces into rows of at most `width` characters; a longer word is cut. Never empty. */
export function wrap(text: string, width: number): string[] {
  const rows: string[] = ['']
  for (const word of text.split(/\s+/)) {
    const last = rows.at(-1) as string
    if (last === '') rows[rows.length - 1] = word
    else if (last.length + 1 + word.length <= width) rows[rows.length - 1] = `${last} ${word}`
    else rows.push(word)
    while ((rows.at(-1) as string).length > width) {
      const long = rows.pop() as string
      rows.push(long.slice(0, width), long.slice(width))
    }
  }
  return rows
}

/** The same, of at most `mostRows` rows: the last of them ends with `…` where more would follow. */
export function wrapClipped(text: string, width: number, mostRows: number): string[] {
  const rows = wrap(text, width)
  if (rows.length <= mostRows) return rows
  const last = rows[mostRows - 1] as string
  return [...rows.slice(0, mostRows - 1), `${last.slice(0, width - 1)}…`]
}
