import { type CasePlan, fc, gradeExercise, tellScript } from '@socket-labs/grade'
import { bytesOf, end, type Happening, push } from './framing.ts'
import { anyCut, everyCut, told, twoAtOnce } from './framing-cases.ts'
import { decoding } from './framing-script.ts'
import { encodes } from './netstring-encoding.ts'
import { pythonUnderstands } from './netstring-python.ts'
import { netstring, netstringFraming } from './netstrings.ts'

const framing = netstringFraming(20)

const encodesText: CasePlan = {
  title: 'encode puts the length in front and a comma behind',
  async run(run) {
    await encodes(run, bytesOf('hello world!'))
    await encodes(run, bytesOf(''))
    await encodes(run, run.random.letters(run.random.between(100, 120)))
  },
}

const encodesBytes: CasePlan = {
  title: 'encode takes any bytes',
  async run(run) {
    await encodes(run, bytesOf('1:a,'))
    await encodes(run, bytesOf('\xff\x00\x80', run.random.bytes(3)))
  },
}

const whole = told('netstrings that come one by one, or several in one read', framing, [
  push('12:hello world!,'),
  push('3:one,3:two,0:,5:three,'),
  end,
])

const cut = told('a netstring may be cut anywhere, also between two digits', framing, [
  push('1'),
  push('2'),
  push(':hello'),
  push(' world!'),
  push(','),
  push('2:a'),
  end,
])

const anyPayload = told('a payload may hold anything', framing, [
  push('4:1:a,,', '2:,,,', '1::,'),
  push('3:\xff\x00\x80,', '9:12:hi,\n\r0,'),
  end,
])

/** Each in a decoder of its own. */
function each(title: string, scripts: Happening[][]): CasePlan {
  return {
    title,
    async run(run) {
      for (const happenings of scripts) await tellScript(run, decoding(framing, happenings))
    },
  }
}

const noComma = each('without the comma it is broken', [
  [push('3:abcd,'), push('3:abc,'), end],
  [push('3:abc'), push('\n'), end],
  [push('0:0:,'), end],
])

const leadingZero = each('a length has no leading zero', [
  [push('03:abc,'), end],
  [push('00:,')],
  [push('1:a,0'), push('1:b,')],
])

const noLength = each('a length is digits and nothing else', [
  [push('abc')],
  [push('1:a,'), push(':a,')],
  [push(' 3:abc,')],
  [push('+3:abc,')],
  [push('3 :abc,')],
  [push('1e1:0123456789,')],
  [push('-1:,')],
])

const maximum = each('a length above the maximum is refused with the digit that makes it so', [
  [push('20:', 'a'.repeat(20), ','), push('2'), push('1'), push(':aaa'), end],
  [push('1'), push('0'), push('0'), push('0')],
  [push('9'.repeat(400))],
])

const before = told('payloads that came before it in the same read are handed over', framing, [
  push('3:one,0:,3:two;3:six,'),
  push('3:six,'),
  end,
])

const places = told('atByte counts from the beginning of the stream, through all reads', framing, [
  push('3:one,5:th'),
  push('ree,'),
  push('2:x'),
  push('y.'),
  end,
])

const payload = fc.constantFrom('', 'a', ',', ':', '1:,', '0', 'xyz', '12:,', 'a'.repeat(11))
const damage = fc.constantFrom('', '', '', '0', ' ', ',', ':', '4', 'z')

const anyStream = fc.array(fc.tuple(payload, damage), { maxLength: 6, size: 'max' }).map((all) => ({
  framing: netstringFraming(11),
  stream: bytesOf(...all.flatMap(([one, noise]) => [noise, netstring(one)])),
}))

export default gradeExercise(import.meta.url, {
  fact: 'frame-10',
  kind: 'protocol',
  shows:
    'a netstring is bytes with their number in front: strict on both sides, or it is no protocol',
  notebook: { file: '05-real-protocols', heading: '1. Netstrings, to the letter (frame-10)' },
  exports: ['encode', 'createDecoder'],
  cases: [
    encodesText,
    whole,
    twoAtOnce(framing, [push('3:a')], [push('bc,')]),
    cut,
    encodesBytes,
    anyPayload,
    noComma,
    leadingZero,
    noLength,
    maximum,
    before,
    places,
    everyCut('netstrings, cut at every byte', framing, bytesOf('2:ab,0:,11:12:a,3:b,\xe9,')),
    everyCut('broken netstrings, cut at every byte', framing, bytesOf('2:ab,10:0123456789;1:c,')),
    anyCut('any netstrings, here and there something between them, cut anywhere', {
      generate: anyStream,
      count: 60,
    }),
    pythonUnderstands,
  ],
})
