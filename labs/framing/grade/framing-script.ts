/** What a decoder of the learner's is told, and how its answers are judged. */
import { isDeepStrictEqual } from 'node:util'
import {
  type Failure,
  type Plain,
  type Script,
  type ScriptStep,
  type Settled,
  sayRow,
  sayValue,
} from '@socket-labs/grade'
import {
  answersOf,
  type Framing,
  type Happening,
  isSameAnswer,
  type Sign,
  type WrongAnswer,
} from './framing.ts'
import { type Answer, answerOf, hex, itemsOf, sayItems } from './framing-answer.ts'
import { generalSigns } from './framing-signs.ts'

/** What the decoder is told, and what must come of it: what a right decoder answers. */
export function decoding(framing: Framing, happenings: readonly Happening[]): Script {
  const { maker: name, args } = framing
  const shown = args.map((data) => sayValue({ type: 'data', data })).join(', ')
  const answers = answersOf(framing.right(), happenings)
  return {
    maker: { action: `${name}(${shown})`, name, args: args.map((value) => ({ value })) },
    steps: happenings.map((happening, i) => {
      const soFar = { framing, happenings: happenings.slice(0, i + 1) }
      return stepFor(soFar, happening, answers[i] as Answer)
    }),
  }
}

type SoFar = Pick<WrongAnswer, 'framing' | 'happenings'>

function stepFor(soFar: SoFar, happening: Happening, expected: Answer): ScriptStep {
  const judge = (settled: Settled | undefined) => judgeAnswer(soFar, expected, settled)
  const expectation = sayExpected(soFar, expected)
  if (happening.do === 'end') {
    return { action: 'end()', expectation, call: { method: 'end', args: [] }, judge }
  }
  const { bytes, isOverwritten } = happening
  const after = isOverwritten ? ', then the memory is used again' : ''
  return {
    action: `push ${sayRow(bytes)}${after}`,
    expectation,
    call: {
      method: 'push',
      args: [{ value: bytes }],
      ...(isOverwritten && { overwritesBytes: true }),
    },
    judge,
  }
}

function judgeAnswer(
  soFar: SoFar,
  expected: Answer,
  settled: Settled | undefined,
): Failure | undefined {
  const got = answerOf(settled)
  if (got === undefined) return notOfThisForm(soFar, expected, settled)
  if (isSameAnswer(expected, got)) return undefined
  if (isOfOtherForm(expected, got)) return notOfThisForm(soFar, expected, settled)
  const wrong: WrongAnswer = { ...soFar, expected, got }
  const { say, mistake } = signOf(wrong)
  return { ...difference(wrong), sentence: say(wrong), mistake }
}

/** Neither is an error, and they are not of one kind: a list, a number, another object. */
function isOfOtherForm(expected: Answer, got: Answer): boolean {
  if ('thrown' in expected || 'thrown' in got) return false
  const kind = ({ value }: { value: Plain }) => (Array.isArray(value) ? 'list' : typeof value)
  return kind(expected) !== kind(got)
}

function signOf(wrong: WrongAnswer): Sign {
  const isSeen = (sign: Sign) => sign.isSeen(wrong)
  const { signs, suspects = [] } = wrong.framing
  const sign = signs.find(isSeen)
  if (sign) return sign
  const [suspect, ...others] = suspects.filter(isSeen)
  return suspect && others.length === 0 ? suspect : (generalSigns.find(isSeen) as Sign)
}

function notOfThisForm(soFar: SoFar, expected: Answer, settled: Settled | undefined): Failure {
  const { happenings, framing } = soFar
  const isPush = happenings.at(-1)?.do === 'push'
  const sentence = isPush
    ? `push returns an array of the ${framing.item}s that are complete, at once: no promise, and an empty array when there are none.`
    : 'end returns its answer at once, as the comment above the function says.'
  const got = settled
    ? `it ${settled.outcome}: ${sayValue(settled.value)}`
    : 'nothing: a promise that is still pending'
  return {
    expected: { words: sayExpected(soFar, expected) },
    got: { words: got },
    sentence,
    mistake: 'form',
  }
}

/** The first bytes that differ where there are such, else the whole answers in words. */
function difference(wrong: WrongAnswer): Pick<Failure, 'expected' | 'got'> {
  const { expected, got } = wrong
  const [wanted, handed] = [itemsOf(expected), itemsOf(got)]
  const at = wanted.findIndex((item, i) => i < handed.length && !isDeepStrictEqual(item, handed[i]))
  const [one, other] = [wanted[at], handed[at]]
  const hasMore = handed.length > wanted.length
  if (!hasMore && one instanceof Uint8Array && other instanceof Uint8Array) {
    return { expected: { bytesHex: hex(one) }, got: { bytesHex: hex(other) } }
  }
  return {
    expected: { words: sayExpected(wrong, expected) },
    got: { words: 'thrown' in got ? `it threw ${sayThrown(got.thrown)}` : sayGiven(wrong, got) },
  }
}

function sayExpected(soFar: SoFar, expected: Answer): string {
  if ('thrown' in expected) return `an Error with the code ${expected.thrown.code}`
  return sayGiven(soFar, expected)
}

function sayGiven({ framing, happenings }: SoFar, { value }: { value: Plain }): string {
  const isEnd = happenings.at(-1)?.do === 'end'
  if (Array.isArray(value)) {
    return isEnd && value.length === 0 ? 'nothing' : sayItems(value, framing.item)
  }
  const words = isEnd ? framing.sayEnd?.(value) : undefined
  return words ?? sayValue({ type: 'data', data: value })
}

function sayThrown({ words, code }: { words: string; code: string | undefined }): string {
  return code === undefined ? words : `${words} (${code})`
}
