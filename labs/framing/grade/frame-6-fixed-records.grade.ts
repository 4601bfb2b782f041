import { fc, gradeExercise } from '@socket-labs/grade'
import { recordFraming } from './fixed-records.ts'
import { bytesOf, end, push } from './framing.ts'
import { anyCut, everyCut, realCut, told, twoAtOnce } from './framing-cases.ts'

const whole = told('one read brings one record, the next brings three', recordFraming(4), [
  push('abcd'),
  push('efghijklmnop'),
  end,
])

const cut = told('a record may come in several reads', recordFraming(4), [
  push('abcd'),
  push('ef'),
  push('g'),
  push('h'),
  end,
])

const mixed = told('one read ends a record, brings another, and begins a third', recordFraming(3), [
  push('ab'),
  push('cdefg'),
  push('hi'),
  end,
])

const leftOver = told(
  'end says how many bytes of an unfinished record have come',
  recordFraming(5),
  [push('abcdefgh'), end],
)

const tiny = told('a record of one byte', recordFraming(1), [push('abc'), push('d'), end])

const huge = told('a record larger than any read', recordFraming(12), [
  push('abcdefg'),
  push(''),
  push('hij'),
  push('klm'),
  end,
])

const notText = told(
  'bytes are not text: any byte may come, and a character may be cut',
  recordFraming(3),
  [
    push('\0\xff\x80'),
    push(Buffer.from('€').subarray(0, 1)),
    push(Buffer.from('€').subarray(1), '\xfe\r'),
    push('\n'),
    end,
  ],
)

const letters = (byteCount: number) =>
  Uint8Array.from({ length: byteCount }, (_, i) => 0x61 + (i % 26))

export default gradeExercise(import.meta.url, {
  fact: 'frame-6',
  kind: 'protocol',
  shows: 'where every record has the same size, counting is all that framing needs',
  notebook: { file: '02-the-cures', heading: '1. Every frame of one size (frame-6)' },
  exports: ['createRecords'],
  cases: [
    whole,
    cut,
    mixed,
    twoAtOnce(recordFraming(3), [push('abcd')], [push('ef')]),
    tiny,
    huge,
    notText,
    leftOver,
    everyCut(
      'two records and a part of a third, cut at every byte',
      recordFraming(4),
      bytesOf('abcdefghij'),
    ),
    anyCut('records of any size, cut anywhere', {
      generate: fc
        .record({ less: fc.nat({ max: 5 }), bytes: fc.nat({ max: 40 }) })
        .map(({ less, bytes }) => ({ framing: recordFraming(6 - less), stream: letters(bytes) })),
    }),
    realCut('records cut as a real connection cut them', recordFraming(1000), ({ random }) => {
      const stream = random.letters(random.between(100_000, 200_000))
      return { stream, pieces: random.pieces(stream, 5) }
    }),
  ],
})
