import { fc, gradeExercise } from '@socket-labs/grade'
import { bytesOf, end, type Framing, push } from './framing.ts'
import { sayBytesLeft } from './framing-answer.ts'
import { anyCut, everyCut, realCut, told, twoAtOnce } from './framing-cases.ts'
import { frame, header, LengthDecoder } from './length-header.ts'
import { lengthSigns, lengthSuspects } from './length-mistakes.ts'

const framing: Framing = {
  maker: 'createDecoder',
  args: [],
  item: 'frame',
  right: () => new LengthDecoder(),
  signs: lengthSigns,
  suspects: lengthSuspects(),
  sayEnd: sayBytesLeft,
}

const oneFrame = told('one frame in one read', framing, [push(frame('hello')), end])

const twoFrames = told('two frames in one read are two frames, at once', framing, [
  push(frame('hello')),
  push(frame('hello'), frame('hi')),
  end,
])

const cutFrame = told('a frame that comes in three reads, its header cut', framing, [
  push(frame('hi')),
  push('\0\0'),
  push('\0\x05he'),
  push('llo'),
  end,
])

const emptyFrames = told('a frame without bytes is a frame too', framing, [
  push(frame('a')),
  push(frame('')),
  push(frame(''), frame('a'), frame('')),
  push(header(0).subarray(0, 3)),
  push(header(0).subarray(3)),
  end,
])

const frameAndAHalf = told('one read ends a frame, brings another, and begins a third', framing, [
  push(frame('one').subarray(0, 5)),
  push(frame('one').subarray(5), frame('two'), frame('three').subarray(0, 2)),
  push(frame('three').subarray(2, 6)),
  push(frame('three').subarray(6)),
  end,
])

const leftOver = told('end says how many bytes are in no frame', framing, [
  push(frame('whole'), frame('half').subarray(0, 6)),
  end,
])

const alphabet = (byteCount: number) =>
  Uint8Array.from({ length: byteCount }, (_, i) => 0x61 + (i % 26))

const longFrames = told('all four bytes of the length count', framing, [
  push(frame('first')),
  push(frame(alphabet(300)), frame('next')),
  push(frame(alphabet(66_000)), frame('next')),
  end,
])

const manyFrames = told('a thousand frames in one read', framing, [
  push(...Array.from({ length: 1000 }, (_, i) => frame(`${i}`))),
  end,
])

/** Shrinks to two letters. */
const anySize = fc.nat({ max: 9 }).map((more) => (more + 2) % 10)

const realFrames = realCut('frames cut as a real connection cut them', framing, ({ random }) => {
  const sizes = Array.from({ length: 12 }, () => random.between(0, 20_000))
  const stream = bytesOf(...sizes.map((size) => frame(random.letters(size))))
  return { stream, pieces: random.pieces(stream, 5) }
})

export default gradeExercise(import.meta.url, {
  fact: 'frame-8',
  kind: 'protocol',
  shows: 'a length header says where a frame ends, however the stream is cut',
  notebook: { file: '03-a-length-header-step-by-step', heading: '3. If or while? (frame-8)' },
  exports: ['createDecoder'],
  cases: [
    oneFrame,
    twoFrames,
    cutFrame,
    emptyFrames,
    frameAndAHalf,
    twoAtOnce(framing, [push(frame('ab').subarray(0, 5))], [push('b')]),
    longFrames,
    manyFrames,
    leftOver,
    everyCut(
      'three frames, cut at every byte',
      framing,
      bytesOf(frame('ab'), frame(''), frame('c')),
    ),
    anyCut('any frames, cut anywhere', {
      generate: fc.array(anySize, { maxLength: 8, size: 'max' }).map((sizes) => ({
        framing,
        stream: bytesOf(...sizes.map((size) => frame(alphabet(size)))),
      })),
    }),
    realFrames,
  ],
})
