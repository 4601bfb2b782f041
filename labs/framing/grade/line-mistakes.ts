/** By what the mistakes of a decoder of lines are recognised. */
import { firstDifference, type Plain } from '@socket-labs/grade'
import { type Framing, pushedBytes, type Sign, type WrongAnswer } from './framing.ts'
import { count, itemsOf, sayItem } from './framing-answer.ts'
import { actsLike, firstWrongItem, isThrown, wasRefused } from './framing-signs.ts'
import { type Line, LineDecoder, type LineHabits, linesIn } from './lines.ts'

export function lineFraming(maxLineBytes: number): Framing {
  return {
    maker: 'createLines',
    args: [maxLineBytes],
    item: 'line',
    right: () => new LineDecoder(maxLineBytes),
    signs: [...limitSigns(maxLineBytes), ...endSigns, ...contentSigns],
    suspects: suspectsOf(maxLineBytes),
  }
}

/** The line where the answer goes wrong, as it stands in the stream, and what was handed over for it. */
function atFault(wrong: WrongAnswer): { line: Line | undefined; handed: Plain | undefined } {
  const before = linesIn(pushedBytes(wrong.happenings.slice(0, -1)))
  const handedBefore = before.filter(({ ending }) => ending !== '').length
  const at = firstWrongItem(wrong)
  return {
    line: linesIn(pushedBytes(wrong.happenings))[handedBefore + at],
    handed: itemsOf(wrong.got)[at],
  }
}

/** True when the line was handed over changed in this way. One byte stands for one character here. */
function isHandedAs(change: (content: string, line: Line) => string): Sign['isSeen'] {
  return (wrong) => {
    const { line, handed } = atFault(wrong)
    if (!line || !(handed instanceof Uint8Array)) return false
    const content = Buffer.from(line.content).toString('latin1')
    const changed = Buffer.from(change(content, line), 'latin1')
    return firstDifference(changed, handed) === undefined
  }
}

/** True when the last push began with the LF of a CRLF, and one that was not cut went well before. */
function isEndingCut({ happenings }: WrongAnswer): boolean {
  const earlier = happenings.slice(0, -1)
  const crlf = '\r\n'
  if (!earlier.some((one) => one.do === 'push' && Buffer.from(one.bytes).includes(crlf)))
    return false
  const last = happenings.at(-1)
  const isLf = last?.do === 'push' && last.bytes[0] === 0x0a
  return isLf && pushedBytes(happenings.slice(0, -1)).at(-1) === 0x0d
}

function isEnd({ happenings }: WrongAnswer): boolean {
  return happenings.at(-1)?.do === 'end'
}

/** Bytes that are the line's, whatever comes: a CR at its end may yet be the first half of the ending. */
function certainBytes({ content, ending }: Line): number {
  return content.length - (ending === '' && content.at(-1) === 0x0d ? 1 : 0)
}

const keepsCr = isHandedAs((content, { ending }) => content + ending.slice(0, -1))

const contentSigns: readonly Sign[] = [
  {
    mistake: 'cr-of-an-earlier-read',
    isSeen: (wrong) => keepsCr(wrong) && isEndingCut(wrong) && firstWrongItem(wrong) === 0,
    say: () =>
      'The CR came with one read and the LF with the next: a CRLF can be cut too. When the LF comes, look for the CR at the end of what waits, not only in the new bytes.',
  },
  {
    mistake: 'cr-kept',
    isSeen: keepsCr,
    say: () =>
      'The line was handed over with a CR (0d) at its end. This line ends with CRLF, as lines do in HTTP, SMTP and much else, and both bytes are its ending.',
  },
  {
    mistake: 'half-line',
    isSeen: (wrong) =>
      atFault(wrong).line?.ending === '' && isHandedAs((content) => content)(wrong),
    say: () =>
      'A part of a line was handed over: no LF has come yet (half packets, 半包). The end of a read is not the end of a line: keep what is left over.',
  },
  {
    mistake: 'cr-may-be-half',
    isSeen: (wrong) => {
      const { line } = atFault(wrong)
      const isCrLast = line?.ending === '' && line.content.indexOf(0x0d) === line.content.length - 1
      return isCrLast === true && isHandedAs((content) => content.slice(0, -1))(wrong)
    },
    say: () =>
      'A read ended with a CR, and that was taken for the end of the line. Nobody can know yet: if an LF follows, the two are one ending, and if not, the CR belongs to the line.',
  },
  {
    mistake: 'lone-cr-ends',
    isSeen: (wrong) => {
      const hasCr = atFault(wrong).line?.content.includes(0x0d) === true
      return hasCr && isHandedAs((content) => content.slice(0, content.indexOf('\r')))(wrong)
    },
    say: () =>
      'The line was cut at a CR that no LF follows. Here a lone CR is a byte of the line like any other: only LF ends a line, and a CR right in front of it belongs to the ending.',
  },
  {
    mistake: 'takes-every-cr',
    isSeen: isHandedAs((content) => content.replaceAll('\r', '')),
    say: () =>
      'A CR within the line is gone. One CR belongs to the ending, the one right in front of the LF; every other is a byte of the line.',
  },
  {
    mistake: 'takes-too-many-crs',
    isSeen: isHandedAs((content) => content.replace(/\r+$/, '')),
    say: () =>
      'More than one CR was taken away at the end of the line. One belongs to the ending, the one right in front of the LF; those before it are bytes of the line.',
  },
  {
    mistake: 'trims',
    isSeen: isHandedAs((content) => content.trim()),
    say: () =>
      'White space at the edge of the line is gone, as after trim(). It is part of the line: only the ending, LF or CRLF, is taken away.',
  },
]

const endSigns: readonly Sign[] = [
  {
    mistake: 'last-line-lost',
    isSeen: (wrong) => isEnd(wrong) && itemsOf(wrong.expected).length > itemsOf(wrong.got).length,
    say: ({ expected }) =>
      `The stream has ended, and ${sayItem(itemsOf(expected)[0])} had come without an LF behind it. It is the last line: end hands it over.`,
  },
  {
    mistake: 'line-after-the-last',
    isSeen: (wrong) => isEnd(wrong) && itemsOf(wrong.got).length > itemsOf(wrong.expected).length,
    say: () =>
      'end handed over a line though nothing came behind the last LF. An LF ends a line, it does not begin another: "a\\n" is one line, not two.',
  },
]

const tooLong = 'ERR_LINE_TOO_LONG'

function limitSigns(maxLineBytes: number): Sign[] {
  const isRefused = ({ got }: WrongAnswer) => 'thrown' in got && got.thrown.code === tooLong
  const isRefusedWrongly = (wrong: WrongAnswer) => !isThrown(wrong.expected) && isRefused(wrong)
  const next = (wrong: WrongAnswer) => {
    const before = linesIn(pushedBytes(wrong.happenings.slice(0, -1)))
    const handedBefore = before.filter(({ ending }) => ending !== '').length
    return linesIn(pushedBytes(wrong.happenings)).slice(handedBefore)
  }
  const wantedRefusal = (wrong: WrongAnswer) =>
    isThrown(wrong.expected) && !isThrown(wrong.got) && !wasRefused(wrong)
  return [
    {
      mistake: 'waits-for-the-end',
      isSeen: (wrong) => wantedRefusal(wrong) && next(wrong)[0]?.ending === '',
      say: (wrong) =>
        `${count(next(wrong)[0]?.content.length ?? 0, 'byte')} of one line have come, and the longest allowed has ${maxLineBytes}. Whoever waits for its end keeps what comes, and a sender that never ends a line fills the memory: refuse it as soon as it is too long.`,
    },
    {
      mistake: 'no-limit',
      isSeen: (wrong) => wantedRefusal(wrong) && itemsOf(wrong.got).length > 0,
      say: (wrong) =>
        `A line of ${next(wrong)[0]?.content.length} bytes was handed over, and the longest allowed has ${maxLineBytes}. The limit holds for every line, also for one whose end has come already.`,
    },
    {
      mistake: 'loses-good-lines',
      isSeen: (wrong) => {
        const isTooLong = next(wrong).some((line) => certainBytes(line) > maxLineBytes)
        return isThrown(wrong.got) && isTooLong && itemsOf(wrong.expected).length > 0
      },
      say: ({ expected }) =>
        `A line in this read is too long, but ${count(itemsOf(expected).length, 'line')} in front of it had come whole, and with the error they are lost. Hand over what is complete; the error is thrown by the next call.`,
    },
    {
      mistake: 'limit-counts-the-ending',
      isSeen: (wrong) => isRefusedWrongly(wrong) && next(wrong)[0]?.content.length === maxLineBytes,
      say: () =>
        `The line has exactly ${count(maxLineBytes, 'byte')}, and that is allowed: the limit counts a line without its ending, LF or CRLF.`,
    },
    {
      mistake: 'cr-counted-early',
      isSeen: (wrong) => {
        const [line] = next(wrong)
        return isRefusedWrongly(wrong) && line?.ending === '' && line.content.at(-1) === 0x0d
      },
      say: () =>
        `${count(maxLineBytes, 'byte')} and a CR have come. The CR may be the first half of the ending, which the limit does not count: only the next byte tells.`,
    },
    {
      mistake: 'limit-on-reads',
      isSeen: isRefusedWrongly,
      say: () =>
        `No line here is longer than ${count(maxLineBytes, 'byte')}. One read may bring many lines, and together they may be longer: the limit is for each line alone.`,
    },
  ]
}

function suspectsOf(maxLineBytes: number): Sign[] {
  const like = (habits: Partial<LineHabits>) =>
    actsLike(() => new LineDecoder(maxLineBytes, habits))
  return [
    {
      mistake: 'one-line-per-read',
      isSeen: like({ mostLinesPerPush: 1 }),
      say: ({ expected }) =>
        `${itemsOf(expected).length} lines had come whole, and the first alone was handed over. One read may bring several (sticky packets, 粘包).`,
    },
    {
      mistake: 'forgets-the-rest',
      isSeen: like({ rest: 'lost' }),
      say: () =>
        'What was left over after an earlier read is gone. It was the beginning of this line, and TCP does not bring it again: what no LF has ended yet has to be kept for the next push.',
    },
    {
      mistake: 'drops-empty',
      isSeen: like({ dropsEmpty: true }),
      say: () =>
        'An empty line was left out. It is a line too, and often the one that matters: in HTTP it ends the header.',
    },
  ]
}
