import { type CasePlan, fc, gradeExercise, tellScript } from '@socket-labs/grade'
import { boundedFraming } from './bounded-lengths-framing.ts'
import { manyClaims } from './claimed-memory.ts'
import { bytesOf, end, push } from './framing.ts'
import { anyCut, everyCut, told, twoAtOnce } from './framing-cases.ts'
import { decoding } from './framing-script.ts'
import { frame, header } from './length-header.ts'

const stop = boundedFraming(8, 'stop')
const skip = boundedFraming(8, 'skip')

const polite = told('frames of a polite peer, joined and cut', stop, [
  push(frame('hello')),
  push(frame('one'), frame('two'), frame('three').subarray(0, 2)),
  push(frame('three').subarray(2, 7)),
  push(frame('three').subarray(7)),
  end,
])

const leftOver = told('end says how many bytes are kept that are in no frame yet', stop, [
  push(frame('whole'), frame('half').subarray(0, 6)),
  end,
])

const allowed = told('a frame may be empty, and may have exactly the maximum', stop, [
  push(frame('')),
  push(frame('eightbyt')),
  push(header(8)),
  push('eightby'),
  push('t'),
  end,
])

const oneTooMany = told(
  'a header that claims one byte too many is refused, and then it stops',
  stop,
  [push(frame('hi')), push(header(9)), push('ninebytes'), push(frame('later')), end],
)

const claims: CasePlan = {
  title: 'any number that four bytes can say is refused at once',
  async run(run) {
    for (const claim of [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
      const framing = boundedFraming(8, 'stop', claim >= 2 ** 31)
      await tellScript(run, decoding(framing, [push(header(claim)), push('abc'), end]))
    }
  },
}

const cutHeader = told('the fourth byte of the header decides, and no earlier one', stop, [
  push('\x01\x02'),
  push('\x03'),
  push('\x04'),
  end,
])

const framesBefore = told('frames that came before it in the same read are handed over', stop, [
  push(frame('one'), frame(''), header(500), 'abc', frame('later')),
  push(frame('later')),
  end,
])

const skipped = told('in mode skip the next frame begins behind the refused one', skip, [
  push(frame('one'), frame('a'.repeat(9)), frame('two')),
  push(frame('b'.repeat(40)), frame('c'.repeat(10)), frame('')),
  push(frame('three')),
  end,
])

const skippedInReads = told('a refused frame is skipped in however many reads it comes', skip, [
  push(header(12), 'abcd'),
  push('ef'),
  push('ghij'),
  push('kl', frame('two').subarray(0, 3)),
  push(frame('two').subarray(3)),
  end,
])

const headersInside = told('what a skipped frame holds are not headers', skip, [
  push(frame(bytesOf(frame('gotcha'), frame('again')))),
  push(frame(bytesOf(frame('gotcha'), frame('again'))).subarray(0, 14)),
  push(frame(bytesOf(frame('gotcha'), frame('again'))).subarray(14), frame('next')),
  end,
])

const nothingKept = told('of a frame that is being skipped nothing is kept', skip, [
  push(header(1000), 'a'.repeat(300)),
  push('b'.repeat(300)),
  end,
])

const absurdSkip = told('a frame of 2^31 bytes is skipped too, and the end comes first', skip, [
  push(frame('hi'), header(2 ** 31)),
  push('c'.repeat(300)),
  push(frame('inside')),
  end,
])

const stream = bytesOf(frame('ab'), frame('ninebytes'), frame(''), frame('c'))

const sizes = fc.array(fc.nat({ max: 12 }), { maxLength: 6, size: 'max' })

export default gradeExercise(import.meta.url, {
  fact: 'frame-9',
  kind: 'protocol',
  shows:
    'a length is a claim of the peer: it is compared with a maximum before anything is done with it',
  notebook: {
    file: '04-limits-and-attacks',
    heading: '2. A length that nobody believes (frame-9)',
  },
  exports: ['createDecoder'],
  cases: [
    polite,
    twoAtOnce(stop, [push(frame('ab').subarray(0, 5))], [push('b')]),
    allowed,
    // Before any claim that could leave a mark on the program's memory.
    manyClaims,
    oneTooMany,
    claims,
    cutHeader,
    framesBefore,
    skipped,
    skippedInReads,
    headersInside,
    nothingKept,
    absurdSkip,
    leftOver,
    everyCut('a stream with a refused frame, cut at every byte: stop', stop, stream),
    everyCut('a stream with a refused frame, cut at every byte: skip', skip, stream),
    anyCut('any frames, any maximum, cut anywhere', {
      count: 60,
      generate: fc
        .record({ sizes, max: fc.integer({ min: 1, max: 10 }), isSkipping: fc.boolean() })
        .map(({ sizes, max, isSkipping }) => ({
          framing: boundedFraming(max, isSkipping ? 'skip' : 'stop'),
          stream: bytesOf(...sizes.map((size) => frame('abcdefghijkl'.slice(0, size)))),
        })),
    }),
  ],
})
