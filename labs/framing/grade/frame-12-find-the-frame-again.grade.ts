import { fc, gradeExercise } from '@socket-labs/grade'
import { bytesOf, end, push } from './framing.ts'
import { anyCut, everyCut, told, twoAtOnce } from './framing-cases.ts'
import { damaged, syncFrame } from './sync-frames.ts'
import { syncFraming } from './sync-frames-framing.ts'

const [one, two, three] = [syncFrame('one'), syncFrame('two'), syncFrame('three')]

const undamaged = told('frames of which nothing is damaged', syncFraming, [
  push(one),
  push(two, syncFrame(''), three.subarray(0, 1)),
  push(three.subarray(1, 6)),
  push(three.subarray(6)),
  end,
])

const anyByte = told('a payload may hold any byte, 7e too', syncFraming, [
  push(syncFrame('a~b'), syncFrame('\0\xff')),
  push(syncFrame('~\x01~'), one),
  end,
])

const damagedPayload = told(
  'a damaged frame is not handed over, and the next one is',
  syncFraming,
  [push(one), push(damaged(two, 3), three), push(damaged(two, two.length - 1), one), end],
)

const noise = told('noise between frames is skipped, and counted', syncFraming, [
  push('x'),
  push(one),
  push('yz', two),
  push('no'),
  push('ise', two, three),
  end,
])

const gapOfMany = told('whatever lies between two frames is one gap', syncFraming, [
  push(one, 'noise', damaged(two, 2), 'more', damaged(three, 0)),
  push('again', two),
  end,
])

const falseSync = told('a 7e in the noise is no frame: the next byte is looked at', syncFraming, [
  push('~\x03', one, two),
  push('~~~', three, one, two, 'x'.repeat(130)),
  end,
])

const lyingLength = told(
  'what a damaged length claims may hold good frames: each is found',
  syncFraming,
  [push(damaged(one, 1, 20), two), push(three), push('x'.repeat(20)), push(one), end],
)

const lostBytes = told(
  'a frame that lost its end does not take the next one with it',
  syncFraming,
  [push(three.subarray(0, 5), one), push(two), push(two.subarray(0, 3), three, one), end],
)

const halfAtEnd = told('half a frame at the end is counted', syncFraming, [
  push(one, three.subarray(0, 6)),
  end,
])

const lyingAtEnd = told(
  'a length claims more than will ever come: at the end the frames within are found',
  syncFraming,
  [push(damaged(one, 1, 200), two), push(three, 'xy'), end],
)

const payload = fc.constantFrom('', 'a', '~', 'ab', '~\x01a', 'hello')
const kind = fc.constantFrom('good', 'good', 'byte', 'length', 'cut', 'noise')

const anyLine = fc
  .array(fc.tuple(payload, kind, fc.nat({ max: 8 })), { maxLength: 7, size: 'max' })
  .map((all) => ({
    framing: syncFraming,
    stream: bytesOf(...all.map(([text, what, at]) => onTheLine(text, what, at))),
  }))

function onTheLine(text: string, what: string, at: number): Uint8Array {
  const frame = syncFrame(text)
  if (what === 'byte') return damaged(frame, at % frame.length)
  if (what === 'length') return damaged(frame, 1, 5 * at)
  if (what === 'cut') return frame.subarray(0, at)
  return what === 'noise' ? bytesOf('~noise~\x02'.slice(0, at)) : frame
}

export default gradeExercise(import.meta.url, {
  fact: 'frame-12',
  kind: 'protocol',
  shows:
    'after damage the next frame is found by its sync and its check, and every byte is accounted for',
  notebook: { file: '02-the-cures', heading: '6. Damage, and the frame behind it (frame-12)' },
  exports: ['createDecoder'],
  cases: [
    undamaged,
    twoAtOnce(syncFraming, [push(three.subarray(0, 4))], [push(three.subarray(4))]),
    anyByte,
    noise,
    damagedPayload,
    gapOfMany,
    falseSync,
    lyingLength,
    lostBytes,
    halfAtEnd,
    lyingAtEnd,
    everyCut(
      'a damaged stream, cut at every byte',
      syncFraming,
      bytesOf('x', one, damaged(two, 1, 4), three, '~', syncFrame('~')),
    ),
    anyCut('any line, cut anywhere', { generate: anyLine, count: 60 }),
  ],
})
