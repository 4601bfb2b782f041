import type { NaiveCodec } from './naive-decoder.ts'

interface NaiveDelimiters {
  delimiters: number[][]
  strip: boolean
  escapeByte?: number | undefined
}

export function naiveDelimiter(options: NaiveDelimiters): NaiveCodec {
  return {
    first(rest, maxFrameBytes, hasEnded) {
      const end = contentEnd(rest, maxFrameBytes, hasEnded, options)
      if (end === 'too-long') return { found: 'broken', code: 'frame-too-long', skip: 'seek' }
      if (end === 'unknown') return { found: 'need-more' }
      const content = unescaped(rest.slice(0, end.at), options.escapeByte)
      const payload = options.strip ? content : [...content, ...end.delimiter]
      return { found: 'frame', payload, frameBytes: end.at + end.delimiter.length }
    },
    brokenBytes(rest, hasEnded) {
      const end = contentEnd(rest, Number.POSITIVE_INFINITY, hasEnded, options)
      return typeof end === 'string' ? undefined : end.at + end.delimiter.length
    },
  }
}

type ContentEnd = 'too-long' | 'unknown' | { at: number; delimiter: number[] }

/** Tries each place for each delimiter. */
function contentEnd(
  rest: number[],
  maxFrameBytes: number,
  hasEnded: boolean,
  { delimiters, escapeByte }: NaiveDelimiters,
): ContentEnd {
  let at = 0
  while (at <= maxFrameBytes) {
    if (at >= rest.length) return 'unknown'
    const here = rest.slice(at)
    const isBeginningOf = (delimiter: number[]) =>
      here.length < delimiter.length && here.every((value, i) => value === delimiter[i])
    if (!hasEnded && delimiters.some(isBeginningOf)) return 'unknown'
    const whole = delimiters.filter((one) => one.every((value, i) => value === here[i]))
    const [longest] = whole.sort((a, b) => b.length - a.length)
    if (longest) return { at, delimiter: longest }
    at += rest[at] === escapeByte ? 2 : 1
  }
  return 'too-long'
}

function unescaped(content: number[], escapeByte: number | undefined): number[] {
  const payload: number[] = []
  for (let at = 0; at < content.length; at++) {
    if (content[at] === escapeByte) at++
    payload.push(content[at] as number)
  }
  return payload
}
