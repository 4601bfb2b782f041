/** A fact's id where a text names it: `open-5`, but not the middle of `reopen-5` or `open-5-refused`. */
const idInText = /(?<![\w-])([a-z]+-\d+)(?![\w-])/g

const heading = /^#{1,6}\s+(.+?)\s*#*$/
const fence = /^\s*(```|~~~)/

/** A heading of a text, and the ids of the facts that it names. */
export interface NamingHeading {
  /** The heading's words without the ids in brackets at its end: `Who says no?`. */
  words: string
  ids: string[]
}

/** The headings of a Markdown text that name a fact, in order; what stands in a code block is none. */
export function headingsNamingFacts(markdown: string): NamingHeading[] {
  const found: NamingHeading[] = []
  let isCode = false
  for (const line of markdown.split('\n')) {
    if (fence.test(line)) isCode = !isCode
    const [, text] = (!isCode && heading.exec(line)) || []
    if (text === undefined) continue
    const ids = idsIn(text)
    if (ids.length > 0) found.push({ words: withoutIds(text), ids })
  }
  return found
}

function idsIn(text: string): string[] {
  return [...text.matchAll(idInText)].map((match) => match[1] as string)
}

function withoutIds(text: string): string {
  return text.replace(/\s*\([^()]*\)$/, (bracket) => (idsIn(bracket).length > 0 ? '' : bracket))
}

/** The fact that a lab's file belongs to: `open-5` of `open-5-refused.ts`; undefined for a file of none. */
export function factOfFile(fileName: string): string | undefined {
  return /^([a-z]+-\d+)-[^/]+$/.exec(fileName)?.[1]
}

const commentLine = /^\s*(\/\/|\/\*|\*).*$/gm

/** A text in quotes of any kind, on one line. */
const quoted = /(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g

/**
 * The titles of a test file that show a fact, `<id>: what is true`, with the ids that they name. A title may
 * stand in the call or in a table of cases: every text in quotes counts, what a template computes does not.
 */
export function titlesShowingFacts(source: string): { title: string; ids: string[] }[] {
  return [...source.replace(commentLine, '').matchAll(quoted)].flatMap((match) => {
    const title = (match[2] as string).replace(/\\(.)/g, '$1')
    const ids = [...title.matchAll(/(?<![\w-])([a-z]+-\d+):/g)].map((named) => named[1] as string)
    return ids.length > 0 ? [{ title, ids }] : []
  })
}
