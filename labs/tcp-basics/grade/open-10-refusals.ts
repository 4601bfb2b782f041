/** What is said where the answer is `broken` and should not be, or the other way round. */
import type { Mistake, WrongAnswer } from './open-10-mistakes.ts'
import { fieldOf } from './open-10-reading.ts'
import type { Broken, Sample } from './open-10-samples.ts'

export function explainBroken({ sample, answer }: WrongAnswer): Mistake {
  const { means } = sample
  const got = fieldOf('broken', answer)
  if (!('broken' in means)) return refusesRight(got, means.payloadAt)
  if (got !== undefined) return otherReason(sample, means.broken, got)
  return {
    sentence: `This is ${sample.flaw}. ${believed(means.broken, sample)}`,
    mistake: means.broken,
  }
}

function refusesRight(got: unknown, payloadAt: number): Mistake {
  const about = String(got).slice(0, 20)
  const sentence = `It says that this is broken ('${about}'), and it is right, to the last byte of its ${payloadAt} bytes of header.`
  return { sentence, mistake: 'refuses-right' }
}

function otherReason({ flaw }: Sample, want: Broken['broken'], got: unknown): Mistake {
  if (want === 'option-end' && got === 'option-length') {
    const sentence = `It is broken for another reason, as this is ${flaw}: no length was read that could be too small.`
    return { sentence, mistake: 'other-reason' }
  }
  const sentence = `It is broken, but for another reason: this is ${flaw}, which is '${want}'.`
  return { sentence, mistake: 'other-reason' }
}

/** What it means that somebody did not notice. */
function believed(want: Broken['broken'], { payloadSays }: Sample): string {
  switch (want) {
    case 'short':
      return 'It was taken for a whole one. Twenty bytes are always there: with fewer nothing can be said.'
    case 'offset':
      return 'It was believed. The twenty bytes that every header has are five rows, so the data offset is never below 5.'
    case 'cut':
      return 'It was taken for a whole one. A header that claims more bytes than have come has options that nobody has seen.'
    case 'option-length':
      return 'It was accepted. A length counts the kind and itself: it is 2 at least, and who goes on by less reads the same bytes again.'
    case 'option-end':
      return payloadSays
        ? 'What it lacks was taken from the payload. An option ends within the header: compare with where the payload begins, not with the end of the bytes.'
        : 'It was accepted. How many bytes are left up to the payload must be asked before an option is read.'
    case 'option-size':
      return 'It was accepted. The kind says what stands in the option, and so how long it is; the length only allows those to skip it who do not know the kind.'
  }
}
