import { fc, gradeExercise } from '@socket-labs/grade'
import { claimedLength, manyReads } from './frame-8-long-frames.ts'
import { bytesOf, end, type Framing, type Push, push } from './framing.ts'
import { anyCut, everyCut, realCut, told, twoAtOnce } from './framing-cases.ts'
import { frame, header, LengthDecoder } from './length-header.ts'
import { endOf, endSigns, limitSigns, limitSuspects, sayEnding } from './length-limits.ts'
import { lengthSigns, lengthSuspects } from './length-mistakes.ts'
import { handsOverViews, keepsViews } from './length-views.ts'

function framing(maxPayloadBytes: number): Framing {
  const habits = { maxPayloadBytes, endOf }
  return {
    maker: 'createDecoder',
    args: [maxPayloadBytes],
    item: 'frame',
    right: () => new LengthDecoder(habits),
    signs: [handsOverViews, ...limitSigns(maxPayloadBytes), ...endSigns, ...lengthSigns],
    suspects: [...lengthSuspects(habits), ...limitSuspects(habits), keepsViews],
    sayEnd: sayEnding,
  }
}

const roomy = framing(100)
const small = framing(16)

const letters = (byteCount: number) =>
  Uint8Array.from({ length: byteCount }, (_, i) => 0x61 + (i % 26))

const severalFrames = told('one read brings one frame, the next brings two', roomy, [
  push(frame('hello')),
  push(frame('how'), frame('are you')),
  end,
])

const cutHeader = told('a header that comes in three reads', roomy, [
  push(frame('hi')),
  push('\0'),
  push('\0\0'),
  push('\x05he'),
  push('llo'),
  end,
])

const emptyFrames = told('a frame without bytes is a frame too', roomy, [
  push(frame('a')),
  push(frame('')),
  push(frame(''), frame('a'), frame('')),
  end,
])

const allBytes = told('all four bytes of the length count', framing(100_000), [
  push(frame('first')),
  push(frame(letters(300)), frame('next')),
  push(frame(letters(66_000)), frame('next')),
  end,
])

const endings = told(
  'end says whether the stream ended between frames, and what is missing',
  roomy,
  [push(frame('a')), end],
  [end],
  [push(frame('a'), frame('hello').subarray(0, 7)), end],
  [push(header(5)), end],
  [push(frame('a'), '\0'), end],
)

const longest = told('a frame may be as long as the limit, and no longer', small, [
  push(frame('ok')),
  push(frame('seven'), frame('letters'), frame('make')),
  push(frame(letters(12))),
  push(frame(letters(15))),
  push(frame(letters(16))),
  end,
])

const tooLong = told(
  'a length beyond the limit is refused with the last byte of its header',
  small,
  [push(frame('ok')), push(frame(letters(17)))],
  [push(frame('ok')), push(header(17)), push('abc'), push(frame('ok')), end],
)

const goodFirst = told('frames in front of a length that is refused are not lost', small, [
  push(frame('one'), frame('two'), header(17), frame('three')),
  push(frame('four')),
])

const absurd = told(
  'lengths of 2 GiB and more are refused like any other',
  small,
  [push(header(17))],
  [push(header(2 ** 31 + 17))],
  [push(header(2 ** 32 - 1))],
)

const again = (...parts: Parameters<typeof push>): Push => ({
  ...push(...parts),
  isOverwritten: true,
})

const memoryAgain = told('frames stay as they are when the caller uses its memory again', roomy, [
  again(frame('one'), frame('two')),
  again(frame('three').subarray(0, 6)),
  again(frame('three').subarray(6)),
  again(frame('four').subarray(0, 2)),
  again(frame('four').subarray(2, 7)),
  again(frame('four').subarray(7)),
  end,
])

const fourFrames = bytesOf(frame('ab'), frame(''), frame('cde'), frame('f').subarray(0, 4))

/** Shrinks to two letters; up to four more than are allowed. */
const anySize = fc.nat({ max: 20 }).map((more) => (more + 2) % 21)

export default gradeExercise(import.meta.url, {
  fact: 'frame-8',
  kind: 'protocol',
  shows: 'a length header frames a stream, within bounds of memory and of work',
  points: 20,
  notebook: {
    file: '03-a-length-header-step-by-step',
    heading: '2. The header can be cut too (frame-8)',
  },
  exports: ['createDecoder'],
  cases: [
    severalFrames,
    cutHeader,
    emptyFrames,
    twoAtOnce(roomy, [push(frame('ab').subarray(0, 5))], [push('b')]),
    allBytes,
    everyCut('three frames and a header, cut at every byte', roomy, fourFrames),
    endings,
    longest,
    tooLong,
    goodFirst,
    absurd,
    memoryAgain,
    everyCut('the same frames cut at every byte, and the memory used again', roomy, fourFrames, {
      isOverwritten: true,
    }),
    anyCut('any frames, cut anywhere, some of them too long', {
      generate: fc.array(anySize, { maxLength: 8, size: 'max' }).map((sizes) => ({
        framing: small,
        stream: bytesOf(...sizes.map((size) => frame(letters(size)))),
      })),
    }),
    realCut('frames cut as a real connection cut them', framing(20_000), ({ random }) => {
      const sizes = Array.from({ length: 12 }, () => random.between(0, 20_000))
      const stream = bytesOf(...sizes.map((size) => frame(random.letters(size))))
      return { stream, pieces: random.pieces(stream, 5) }
    }),
    claimedLength(framing),
    manyReads(framing),
  ],
})
