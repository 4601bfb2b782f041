import {
  type CaseRun,
  type Failure,
  firstDifference,
  type Settlement,
  sayValue,
} from '@socket-labs/grade'
import { hex, sayItem } from './framing-answer.ts'
import { netstring } from './netstrings.ts'

/** Calls `encode`, and answers what it returned when that is right. */
export async function encodes(run: CaseRun, payload: Uint8Array): Promise<void> {
  const expected = netstring(payload)
  await run.step(`encode ${sayItem(payload)}`, sayItem(expected), async () => {
    const settled = await run.callNow('encode', { value: payload })
    const got = bytesOf(settled)
    if (got === undefined) return notBytes(expected, settled)
    if (firstDifference(expected, got) === undefined) return undefined
    const shown = { expected: { bytesHex: hex(expected) }, got: { bytesHex: hex(got) } }
    return { ...shown, ...explain(payload, expected, got) }
  })
}

function bytesOf(settled: Settlement | undefined): Uint8Array | undefined {
  return settled?.outcome === 'returned' && settled.value.type === 'bytes'
    ? settled.value.bytes
    : undefined
}

function notBytes(expected: Uint8Array, settled: Settlement | undefined): Failure {
  const got = settled ? `it ${settled.outcome}: ${sayValue(settled.value)}` : 'a pending promise'
  return {
    expected: { words: sayItem(expected) },
    got: { words: got },
    sentence: 'encode returns the netstring, a Uint8Array, at once.',
    mistake: 'form',
  }
}

type Mistake = Pick<Failure, 'sentence' | 'mistake'>

function explain(payload: Uint8Array, expected: Uint8Array, got: Uint8Array): Mistake {
  const text = Buffer.from(got).toString('latin1')
  const right = Buffer.from(expected).toString('latin1')
  if (hex(got).includes('efbfbd') && !hex(payload).includes('efbfbd')) {
    const sentence =
      'The payload was made text on the way: ef bf bd stands for bytes that are no character. A payload is bytes, and its length counts those that are sent.'
    return { sentence, mistake: 'text' }
  }
  if (`${text},` === right) {
    return { sentence: 'The comma is missing: it closes the netstring.', mistake: 'no-comma-sent' }
  }
  if (text.slice(text.indexOf(':')) === right.slice(right.indexOf(':'))) {
    const said = text.slice(0, text.indexOf(':'))
    const sentence = `The length says ${said}, and the payload has ${payload.length} bytes. It counts what stands between the colon and the comma, and neither of them.`
    return { sentence, mistake: 'other-length' }
  }
  return { sentence: 'This is not the netstring of these bytes.', mistake: 'encode' }
}
