import type { CaseRun, Failure, Settlement } from '@socket-labs/grade'
import { sayValue } from '@socket-labs/grade'
import { type Line, type SocketLine, sayLine, sayMeaning } from './state-3-lines.ts'
import { isSame, misreading, twelfth } from './state-3-misreading.ts'

/** Hands a line to `readLine`, and judges what it says. */
export async function reads(run: CaseRun, line: Line, what = ''): Promise<void> {
  const action = `readLine(${sayLine(line.text)})${what && ` of ${what}`}`
  await run.step(action, sayMeaning(line.means), async () => {
    const settled = await run.callNow('readLine', { value: line.text })
    if (isRight(settled, line.means)) return undefined
    return (await spacesMatter(run, line, settled)) ?? whatIsWrong(line, settled)
  })
}

/** Is the same line understood without its spaces? Then they are what is wrong. */
async function spacesMatter(
  run: CaseRun,
  { text, means }: Line,
  settled: Settlement | undefined,
): Promise<Failure | undefined> {
  const others = [
    { text: text.trimStart(), where: 'in front are taken away' },
    { text: text.trim().replace(/ +/g, ' '), where: 'between two fields are one' },
  ]
  for (const other of others) {
    if (other.text === text) continue
    if (!isRight(await run.callNow('readLine', { value: other.text }), means)) continue
    const sentence = `The same line is read rightly when the spaces ${other.where}. The kernel pads its columns: a field is what stands between spaces, however many.`
    return { ...difference(sayMeaning(means), settled), sentence, mistake: 'spaces' }
  }
  return undefined
}

function isRight(settled: Settlement | undefined, means: SocketLine): boolean {
  return settled?.outcome === 'returned' && isSame(dataOf(settled), means)
}

function isObject(settled: Settlement): boolean {
  const data = dataOf(settled)
  return typeof data === 'object' && data !== null
}

function dataOf({ value }: Settlement): unknown {
  return value.type === 'data' ? value.data : undefined
}

function whatIsWrong(line: Line, settled: Settlement | undefined): Failure {
  const whole = difference(sayMeaning(line.means), settled)
  if (settled?.outcome === 'threw') {
    if (line.stateNumber === 12) return { ...whole, ...twelfth }
    return { ...whole, sentence: 'It threw, and this is a line as the kernel writes it.' }
  }
  if (settled?.outcome !== 'returned') return { ...whole, sentence: notAtOnce }
  if (!isObject(settled)) {
    const sentence = 'readLine must return an object with local, remote and state.'
    return { ...whole, sentence }
  }
  return misreading(line, dataOf(settled))
}

const notAtOnce =
  'readLine must return what the line says, not a promise of it: nothing has to be waited for.'

function difference(expected: string, settled: Settlement | undefined) {
  return { expected: { words: expected }, got: { words: saySettled(settled) } }
}

function saySettled(settled: Settlement | undefined): string {
  return settled
    ? `it ${settled.outcome}: ${sayValue(settled.value)}`
    : 'nothing: a pending promise'
}

type Mistake = Pick<Failure, 'sentence' | 'mistake'>

/** Something that is no line of the list. */
export interface NoLine {
  text: string
  /** What it is, in a few words. */
  what: string
  /** What does not fit in it: one of these must stand in the message. */
  pieces: readonly string[]
  /** What may help who decodes it. */
  hint?: string
}

const takesAnything =
  'Number.parseInt is one way to get there: it never says no. It reads the digits it finds and leaves the rest, and without any it gives NaN.'

/** Hands `readLine` something that is no line, and judges how it refuses. */
export async function refuses(run: CaseRun, noLine: NoLine): Promise<void> {
  const named = noLine.pieces
    .slice(0, 2)
    .map((piece) => JSON.stringify(piece))
    .join(' or ')
  await run.step(`readLine(${sayLine(noLine.text)})`, `an Error that says ${named}`, async () => {
    const settled = await run.callNow('readLine', { value: noLine.text })
    const why = notRefused(noLine, settled, named)
    return why && { ...difference(`threw an Error that says ${named}`, settled), ...why }
  })
}

function notRefused(
  { what, pieces, hint = takesAnything }: NoLine,
  settled: Settlement | undefined,
  named: string,
): Mistake | undefined {
  if (settled?.outcome === 'returned') return isObject(settled) ? decoded(what, hint) : silent(what)
  if (settled?.outcome !== 'threw') return { sentence: notAtOnce }
  const { value } = settled
  if (value.type !== 'error') {
    return {
      sentence:
        'What it threw is no Error: it has no message and does not say where it was thrown.',
    }
  }
  if (pieces.some((piece) => isQuoted(value.message, piece))) return undefined
  const sentence = `It refused ${what}, and rightly. The message does not say what is wrong: whoever reads it must find ${named} there.`
  return { sentence, mistake: 'says-nothing' }
}

/** Whether it stands there by itself, not as a part of another word. */
function isQuoted(message: string, piece: string): boolean {
  const at = message.indexOf(piece)
  if (at < 0) return false
  const [before, after] = [message[at - 1], message[at + piece.length]]
  const isApart = ![before, after].some((next) => next !== undefined && /\w/.test(next))
  return isApart || isQuoted(message.slice(at + 1), piece)
}

function silent(what: string): Mistake {
  const sentence = `This is ${what}, and nobody was told: the caller goes on with a value that is no socket, and fails somewhere else.`
  return { sentence, mistake: 'silent' }
}

function decoded(what: string, hint: string): Mistake {
  const sentence = `This is ${what}, and it was decoded all the same. ${hint}`
  return { sentence, mistake: 'lenient' }
}
