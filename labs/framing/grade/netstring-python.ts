import {
  type CasePlan,
  type CaseRun,
  type Failure,
  firstDifference,
  tellScript,
} from '@socket-labs/grade'
import { bytesOf, end } from './framing.ts'
import { hex } from './framing-answer.ts'
import { cutAt } from './framing-cases.ts'
import { decoding } from './framing-script.ts'
import { netstring, netstringFraming } from './netstrings.ts'

/** Written from the specification alone: reads netstrings, and writes their payloads in reverse order. */
const inPython = `
import re, sys
left = sys.stdin.buffer.read()
payloads = []
while left:
    length = re.match(rb'(0|[1-9][0-9]*):', left)
    if not length: sys.exit(f'no length: {left[:12]!r}')
    end = length.end() + int(length[1])
    if left[end:end + 1] != b',': sys.exit(f'no comma: {left[end:end + 12]!r}')
    payloads.append(left[length.end():end])
    left = left[end + 1:]
for payload in reversed(payloads):
    sys.stdout.buffer.write(b'%d:%b,' % (len(payload), payload))
`

export const pythonUnderstands: CasePlan = {
  title: 'a Python program, written from the specification alone, is understood and understands',
  async run(run) {
    const asked = await run.runProgram(['python3', '--version'], new Uint8Array())
    if (asked?.status !== 0) {
      await run.act('python3 cannot be used here: left out', async () => {})
      return
    }
    const { random } = run
    const payloads = [random.letters(12), random.bytes(300), new Uint8Array(0), random.bytes(9)]
    let answer: Uint8Array = new Uint8Array(0)
    await run.step(
      'encode four payloads; python3 reads them, and sends them back from last to first',
      'the same payloads',
      async () => {
        const encoded = await encodeAll(run, payloads)
        const ended = await run.runProgram(['python3', '-I', '-S', '-c', inPython], encoded)
        answer = ended?.stdout ?? answer
        return judge(payloads, answer, ended?.stderr.trim() ?? '')
      },
    )
    const cuts = Array.from({ length: 7 }, () => random.between(1, answer.length - 1))
    await tellScript(run, decoding(netstringFraming(1000), [...cutAt(answer, cuts), end]))
  },
}

async function encodeAll(run: CaseRun, payloads: readonly Uint8Array[]): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for (const payload of payloads) {
    const settled = await run.callNow('encode', { value: payload })
    if (settled?.value.type === 'bytes') all.push(settled.value.bytes)
  }
  return bytesOf(...all)
}

function judge(
  payloads: readonly Uint8Array[],
  answer: Uint8Array,
  said: string,
): Failure | undefined {
  const expected = bytesOf(...[...payloads].reverse().map(netstring))
  if (firstDifference(expected, answer) === undefined) return undefined
  return {
    expected: { bytesHex: hex(expected) },
    got: said === '' ? { bytesHex: hex(answer) } : { words: `it gave up: ${said.slice(0, 100)}` },
    sentence: 'Python follows the specification to the letter, and did not get what was encoded.',
    mistake: 'other-program',
  }
}
