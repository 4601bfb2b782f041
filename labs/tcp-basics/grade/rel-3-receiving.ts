import {
  type Failure,
  firstDifference,
  type Plain,
  type Script,
  type ScriptStep,
  type Settled,
  sayRow,
  sayValue,
} from '@socket-labs/grade'
import { explainAnswer, type Mistake, sayNumbers } from './rel-3-mistakes.ts'
import { type Acknowledged, type Range, ReceiverModel } from './rel-3-model.ts'

/** A segment that comes, or the application reading. `note` says how the network came to bring it. */
export type Happening =
  | { do: 'segment'; segment: Range; note?: string }
  | { do: 'read'; mostBytes: number }

/** The streams: byte n is the n-th letter, again from `a` after `z`, or n itself, so that 0 is the first. */
export type Alphabet = 'letters' | 'all bytes'

interface Receiving {
  capacityBytes: number
  alphabet: Alphabet
  happenings: readonly Happening[]
}

/** `segment(3, 'def'.length)`, `segment(6, 0, 'last')`. */
export function segment(seqNo: number, byteCount: number, last?: 'last'): Happening {
  return { do: 'segment', segment: { seqNo, byteCount, isLast: last === 'last' } }
}

export function read(mostBytes: number): Happening {
  return { do: 'read', mostBytes }
}

/** What the learner's receiver is told, and what must come of it. */
export function receiving(
  capacityBytes: number,
  happenings: readonly Happening[],
  alphabet: Alphabet = 'letters',
): Script {
  const all: Receiving = { capacityBytes, alphabet, happenings }
  const model = new ReceiverModel(capacityBytes)
  return {
    maker: {
      action: `createReceiver(${capacityBytes})`,
      name: 'createReceiver',
      args: [{ value: capacityBytes }],
    },
    steps: happenings.map((happening, i) =>
      happening.do === 'segment'
        ? segmentStep(all, i, happening, model)
        : readStep(all, i, happening.mostBytes, model),
    ),
  }
}

function byteAt(alphabet: Alphabet, no: number): number {
  return alphabet === 'letters' ? 0x61 + (no % 26) : no % 256
}

function bytesOf(alphabet: Alphabet, fromNo: number, toNo: number): Uint8Array {
  return Uint8Array.from({ length: toNo - fromNo }, (_, i) => byteAt(alphabet, fromNo + i))
}

function segmentStep(
  all: Receiving,
  i: number,
  { segment, note }: Extract<Happening, { do: 'segment' }>,
  model: ReceiverModel,
): ScriptStep {
  const { seqNo, byteCount, isLast } = segment
  const bytes = bytesOf(all.alphabet, seqNo, seqNo + byteCount)
  const expected = model.onSegment(segment)
  const numbers = byteCount > 1 ? `${seqNo}..${seqNo + byteCount - 1}` : String(seqNo)
  const end = isLast ? ', last' : ''
  const action = `segment ${numbers}  ${sayStream(all.alphabet, bytes)}${end}${note ? `  (${note})` : ''}`
  return {
    action,
    expectation: sayAcknowledged(expected),
    call: { method: 'onSegment', args: [{ value: { seqNo, bytes, isLast } }] },
    judge: (settled) => judgeAnswer(all, i, segment, { expected, settled }),
  }
}

/** Letters are told as text, of other bytes the values. */
function sayStream(alphabet: Alphabet, bytes: Uint8Array): string {
  if (bytes.length === 0) return 'no bytes'
  if (bytes.length > 12 || alphabet === 'all bytes') return sayRow(bytes, 6)
  return `"${Buffer.from(bytes).toString('latin1')}"`
}

function sayAcknowledged({ ackNo, windowBytes }: Acknowledged): string {
  return `ack ${ackNo}, window ${windowBytes}`
}

function judgeAnswer(
  all: Receiving,
  i: number,
  segment: Range,
  { expected, settled }: { expected: Acknowledged; settled: Settled | undefined },
): Failure | undefined {
  const words = { words: sayAcknowledged(expected) }
  const form = 'onSegment returns { ackNo, windowBytes }, both numbers.'
  const { ackNo, windowBytes } = fieldsOf(settled)
  if (typeof ackNo !== 'number' || typeof windowBytes !== 'number') {
    return notOfThisForm(words, settled, form)
  }
  if (ackNo === expected.ackNo && windowBytes === expected.windowBytes) return undefined
  const got = { ackNo, windowBytes }
  const before = standing(all, i)
  const after = standing(all, i + 1)
  const at = (no: number) => byteAt(all.alphabet, no)
  const mistake = explainAnswer({ segment, before, after, expected, got, byteAt: at })
  return { expected: words, got: { words: sayAcknowledged(got) }, ...mistake }
}

/** How a right receiver stands after so many of the happenings. */
function standing({ capacityBytes, happenings }: Receiving, count: number): ReceiverModel {
  const model = new ReceiverModel(capacityBytes)
  for (const happening of happenings.slice(0, count)) {
    if (happening.do === 'segment') model.onSegment(happening.segment)
    else model.read(happening.mostBytes)
  }
  return model
}

function fieldsOf(settled: Settled | undefined): { [name: string]: Plain } {
  if (settled?.outcome !== 'returned' || settled.value.type !== 'data') return {}
  const { data } = settled.value
  const hasFields = typeof data === 'object' && data !== null && !Array.isArray(data)
  return hasFields ? (data as { [name: string]: Plain }) : {}
}

function notOfThisForm(
  expected: Failure['expected'],
  settled: Settled | undefined,
  form: string,
): Failure {
  const got = { words: settled ? `it ${settled.outcome}: ${sayValue(settled.value)}` : 'nothing' }
  const hasThrown = settled?.outcome === 'threw'
  const sentence = hasThrown
    ? 'It threw. Whatever comes from the network is dealt with: a receiver cannot refuse a segment.'
    : form
  return { expected, got, sentence, mistake: hasThrown ? 'throws' : 'form' }
}

function readStep(all: Receiving, i: number, mostBytes: number, model: ReceiverModel): ScriptStep {
  const { fromNo, toNo, isEnd } = model.read(mostBytes)
  const bytes = bytesOf(all.alphabet, fromNo, toNo)
  const words = `${sayStream(all.alphabet, bytes)}${isEnd ? ', the end' : ''}`
  const form = 'read returns { bytes, isEnd }, a Uint8Array and a boolean.'
  return {
    action: `read(${mostBytes})`,
    expectation: words,
    call: { method: 'read', args: [{ value: mostBytes }] },
    judge(settled) {
      const fields = fieldsOf(settled)
      if (!(fields.bytes instanceof Uint8Array) || typeof fields.isEnd !== 'boolean') {
        return notOfThisForm({ words }, settled, form)
      }
      if (firstDifference(bytes, fields.bytes) !== undefined) {
        const difference = {
          expected: { bytesHex: hex(bytes) },
          got: { bytesHex: hex(fields.bytes) },
        }
        return { ...difference, ...explainBytes(all, { fromNo, toNo, mostBytes }, fields.bytes) }
      }
      if (fields.isEnd === isEnd) return undefined
      return wrongEnd(words, fields.isEnd, standing(all, i + 1))
    },
  }
}

function explainBytes(
  { alphabet }: Receiving,
  { fromNo, toNo, mostBytes }: { fromNo: number; toNo: number; mostBytes: number },
  got: Uint8Array,
): Mistake {
  if (got.length > mostBytes) {
    return { sentence: `read(${mostBytes}) hands over ${mostBytes} bytes or fewer.` }
  }
  for (let no = fromNo - 1; no >= Math.max(0, fromNo - 25); no--) {
    const isAgain = firstDifference(bytesOf(alphabet, no, no + got.length), got) === undefined
    if (isAgain && got.length > 0) return handedTwice(no, fromNo)
  }
  const at = firstDifference(bytesOf(alphabet, fromNo, toNo), got) as number
  const again = got[at] === undefined ? -1 : fromNo + at - 1
  for (let no = again; no >= fromNo; no--) {
    if (byteAt(alphabet, no) === got[at]) return handedTwice(no, fromNo + at)
  }
  if (at === got.length) {
    const missing = sayNumbers(fromNo + at, toNo)
    return {
      sentence: `${missing} had been acknowledged, and so belong to the application, but they were not handed over.`,
    }
  }
  return {
    sentence: `What was handed over is not ${sayNumbers(fromNo, Math.max(toNo, fromNo + 1))} of the stream.`,
  }
}

function handedTwice(fromNo: number, toNo: number): Mistake {
  return {
    sentence: `Byte ${fromNo} was handed over twice: it had come with more than one segment. Each byte reaches the application once (byte ${toNo} is the next one).`,
    mistake: 'handed-twice',
  }
}

function wrongEnd(words: string, isEnd: boolean, after: ReceiverModel): Failure {
  const { readNo, nextNo, endNo } = after
  const missing = readNo < nextNo ? `byte ${readNo} is not read yet` : `byte ${readNo} has not come`
  const sentence = isEnd
    ? `isEnd is true, but ${endNo === undefined ? 'no end has come' : missing}. Whoever believes it takes a part of the stream for all of it.`
    : 'Everything has been read, the end included, and isEnd is false: whoever waits for it reads for ever.'
  return { expected: { words }, got: { words: `isEnd ${isEnd}` }, sentence, mistake: 'wrong-end' }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
