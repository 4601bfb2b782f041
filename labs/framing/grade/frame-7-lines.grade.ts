import { type CasePlan, fc, gradeExercise } from '@socket-labs/grade'
import { bytesOf, end, push } from './framing.ts'
import { anyCut, everyCut, realCut, told, twoAtOnce } from './framing-cases.ts'
import { lineFraming } from './line-mistakes.ts'

const roomy = lineFraming(100)

const lf = told('lines that end with LF', roomy, [
  push('one\n'),
  push('two\nthree\n'),
  push('fo'),
  push('ur\n'),
  end,
])

const crlf = told('lines that end with CRLF', roomy, [push('one\r\n'), push('two\r\nthree\n'), end])

const crlfCut = told('a CRLF cut in two by the reads', roomy, [
  push('one\r\n'),
  push('two\r'),
  push('\nthree\r\n'),
  end,
])

const empty = told('an empty line is a line too', roomy, [
  push('a\n'),
  push('\n'),
  push('b\n\r\n\nc\n'),
  push('\r'),
  push('\n'),
  end,
])

const loneCr = told('a CR that no LF follows is a byte of the line', roomy, [
  push('50%\r100%\n'),
  push('a\r'),
  push('b\r\r\n'),
  end,
])

const spaces = told('spaces at the edges belong to the line', roomy, [push('  a \t\r\n'), end])

const euro = Buffer.from('€')

const notText = told('bytes are not text: a character may be cut, and any byte may come', roomy, [
  push('5 ', euro.subarray(0, 1)),
  push(euro.subarray(1), '\n'),
  push('\0\xff\x80\xc3\n'),
  end,
])

const endings: CasePlan = told(
  'end hands over a last line without an ending, and nothing after a clean end',
  roomy,
  [push('one\ntwo'), end],
  [push('one\r\n'), end],
  [push('one\r'), end],
  [end],
)

const longest = told('a line may be as long as the limit, its ending not counted', lineFraming(5), [
  push('12345\n'),
  push('12345\r\n'),
  push('123'),
  push('45\r'),
  push('\n'),
  push('1\n2\n3\n4\n5\n'),
  end,
])

const tooLong = told(
  'a line that is too long is refused at once, and so is all that follows',
  lineFraming(5),
  [push('ok\n'), push('1234'), push('56'), push('7\nok\n'), end],
  [push('ok\n'), push('123456\n')],
  [push('12345\r'), push('x')],
  [push('12345\r'), end],
)

const goodFirst = told('lines in front of one that is too long are not lost', lineFraming(5), [
  push('one\ntwo\nmuch too long\nthree\n'),
  push('four\n'),
])

const pieces = ['a', 'b', '\n', '\r\n', '\r', ' ', '\xe9']

export default gradeExercise(import.meta.url, {
  fact: 'frame-7',
  kind: 'protocol',
  shows: 'a delimiter ends each frame, and the delimiter itself can be cut across reads',
  notebook: { file: '02-the-cures', heading: '2. Lines, and what ends them (frame-7)' },
  exports: ['createLines'],
  cases: [
    lf,
    crlf,
    crlfCut,
    empty,
    spaces,
    loneCr,
    notText,
    twoAtOnce(roomy, [push('a\nb')], [push('c\n')]),
    endings,
    longest,
    tooLong,
    goodFirst,
    everyCut('four lines, cut at every byte', lineFraming(4), bytesOf('ab\r\n\nc\rd\nlast\r\n')),
    anyCut('any lines, cut anywhere, and with a limit', {
      generate: fc
        .array(fc.constantFrom(...pieces), { maxLength: 24, size: 'max' })
        .map((drawn) => ({
          framing: lineFraming(4),
          stream: bytesOf(...drawn),
        })),
    }),
    realCut('lines cut as a real connection cut them', lineFraming(20_000), ({ random }) => {
      const lines = Array.from({ length: 12 }, () => random.letters(random.between(0, 20_000)))
      const stream = bytesOf(...lines.flatMap((line) => [line, random.pick(['\n', '\r\n'])]))
      return { stream, pieces: random.pieces(stream, 5) }
    }),
  ],
})
