import type { CaseRun, Failure, Settlement } from '@socket-labs/grade'
import { MishapError, sayMs, sayValue } from '@socket-labs/grade'
import type { Header } from './open-10-headers.ts'
import { explain, knownMistake } from './open-10-mistakes.ts'
import { fieldOf, firstWrongField, isRight, isSame, sayField } from './open-10-reading.ts'
import { type Broken, type Sample, sayRows } from './open-10-samples.ts'

/** Hands bytes to `parseHeader`, and judges what it makes of them. */
export async function parses(run: CaseRun, sample: Sample): Promise<void> {
  const action = `parse ${sample.what}: ${sayRows(sample.bytes)}`
  await run.step(action, sayMeaning(sample.means), () => judge(run, sample))
}

/** Many at once; the first that is misread is told. */
export async function parsesAll(
  run: CaseRun,
  what: string,
  samples: readonly Sample[],
): Promise<void> {
  for (const sample of samples) {
    const settled = await parse(run, sample)
    if ('failure' in settled || !isRight(settled.answer, sample.means)) return parses(run, sample)
  }
  await run.act(`${samples.length} ${what}, each as expected`, async () => {})
}

function sayMeaning(means: Header | Broken): string {
  if ('broken' in means) return `broken: '${means.broken}'`
  return `${means.flags.join(' ') || 'no flag'}, payload at ${means.payloadAt}`
}

async function judge(run: CaseRun, sample: Sample): Promise<Failure | undefined> {
  const parsed = await parse(run, sample)
  if ('failure' in parsed) return parsed.failure
  const { answer } = parsed
  if (isRight(answer, sample.means)) return undefined
  const field = firstWrongField(answer, sample.means)
  const shown = {
    expected: { words: sayField(field, sample.means) },
    got: { words: sayField(field, answer) },
  }
  const wrong = { sample, answer, field }
  const mistake =
    knownMistake(wrong) ??
    (await otherBytes(run, sample, answer)) ??
    (await lacks(run, sample, answer))
  return { ...shown, ...(mistake ?? explain(wrong)) }
}

type Parsed = { answer: unknown } | { failure: Failure }

/** What it returned, or why that cannot be judged. */
async function parse(
  run: CaseRun,
  sample: Pick<Sample, 'bytes' | 'means' | 'flaw'>,
): Promise<Parsed> {
  try {
    const settled = await run.callNow('parseHeader', { value: sample.bytes })
    if (settled?.outcome !== 'returned') return { failure: notReturned(sample, settled) }
    const { value } = settled
    const isObject = value.type === 'data' && typeof value.data === 'object' && value.data !== null
    return isObject ? { answer: value.data } : { failure: noAnswer(sample, settled) }
  } catch (error) {
    const isStuck = error instanceof MishapError && error.mishap.code === 'blocked'
    if (isStuck && sample.flaw?.includes('length is 0')) return { failure: standsStill(run) }
    throw error
  }
}

function notReturned(
  { means, flaw }: Pick<Sample, 'means' | 'flaw'>,
  settled: Settlement | undefined,
): Failure {
  const shown = {
    expected: { words: sayMeaning(means) },
    got: { words: settled ? `it ${settled.outcome}: ${sayValue(settled.value)}` : 'a promise' },
  }
  if (settled?.outcome !== 'threw') {
    const sentence = 'parseHeader returns at once: nothing has to be waited for.'
    return { ...shown, sentence, mistake: 'form' }
  }
  if (!flaw) {
    const sentence = 'It threw, and this is a header like any other.'
    return { ...shown, sentence, mistake: 'throws-at-right' }
  }
  const sentence = `It threw at ${flaw}. Whoever sends such bytes would end the program that reads them: what is broken is an answer too, { broken: '${'broken' in means && means.broken}' }.`
  return { ...shown, sentence, mistake: 'throws' }
}

function noAnswer({ means }: Pick<Sample, 'means'>, { value }: Settlement): Failure {
  return {
    expected: { words: sayMeaning(means) },
    got: { words: sayValue(value) },
    sentence: 'parseHeader returns an object: what the header says, or { broken }.',
    mistake: 'form',
  }
}

function standsStill({ limits }: CaseRun): Failure {
  return {
    expected: { words: "broken: 'option-length'" },
    got: { words: `no answer in ${sayMs(limits.blockedMs)}; the program was killed` },
    sentence:
      'An option says that its length is 0, and whoever goes on by its length stands still for ever. One segment is enough to stop the program. A length counts the kind and itself, so it is 2 at least.',
    mistake: 'stands-still',
  }
}

type Proven = Pick<Failure, 'sentence' | 'mistake'> | undefined

const otherMemory =
  'It answers the same whatever stands in `bytes`: what it reads is something else. `bytes` may be a view into a larger memory, as what comes from a network often is, and new DataView(bytes.buffer) begins at the beginning of that memory. It also takes bytes.byteOffset and bytes.length.'

/** With all bits turned, and with none set, no header says the same. */
async function otherBytes(
  run: CaseRun,
  { bytes, means }: Sample,
  answer: unknown,
): Promise<Proven> {
  if ('broken' in means) return undefined
  for (const changed of [bytes.map((byte) => byte ^ 0xff), new Uint8Array(bytes.length)]) {
    const parsed = await parse(run, { bytes: changed, means })
    if ('failure' in parsed || !isSame(parsed.answer, answer)) return undefined
  }
  return { sentence: otherMemory, mistake: 'other-memory' }
}

/** Is the same header understood without something? Then that is what is wrong. */
async function lacks(run: CaseRun, { simpler = [] }: Sample, answer: unknown): Promise<Proven> {
  for (const { sentence, mistake, isForRefused, ...sample } of simpler) {
    if (isForRefused && fieldOf('broken', answer) === undefined) continue
    const settled = await parse(run, sample)
    if ('answer' in settled && isRight(settled.answer, sample.means)) return { sentence, mistake }
  }
  return undefined
}
