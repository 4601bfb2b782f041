import type { TraceRecord } from '@socket-labs/trace'
import { byMoment, readStates, type StatesContent } from './states-model.ts'
import { stepSentence } from './states-words.ts'

/** One step of either end: its record's number, and what happened in a sentence. */
export interface ToldStep {
  n: number
  text: string
}

/** The path of both ends in words, in order of time, for lists and for those who cannot see the picture. */
export function statesStory(
  records: readonly TraceRecord[],
  options: StatesContent = {},
): ToldStep[] {
  const { client, server } = readStates(records, options).ends
  const told = [client, server].flatMap((end) => end.steps.map((step) => ({ end, step })))
  return told
    .sort((a, b) => byMoment(a.step, b.step))
    .map(({ end, step }) => ({ n: step.record.n, text: stepSentence(step, end) }))
}
