import { type CaseRun, type Failure, type Settlement, sayValue } from '@socket-labs/grade'
import { explain, type Mistake } from './state-1-mistakes.ts'
import { type Next, type Pair, states } from './state-1-table.ts'

/** Asks for one pair, and tells question and answer as a step. */
export async function asks(run: CaseRun, pair: Pair): Promise<void> {
  await run.step(`${pair.state}, ${pair.event}`, sayNext(pair.next), () => ask(run, pair))
}

/** Asks for each pair in turn. */
export async function asksAll(run: CaseRun, asked: readonly Pair[]): Promise<void> {
  for (const pair of asked) await asks(run, pair)
}

/** Asks for one pair; the difference when there is one. */
async function ask(run: CaseRun, pair: Pair): Promise<Failure | undefined> {
  const { state, event, next } = pair
  const settled = await run.callNow('nextState', { value: state }, { value: event })
  const got = nextOf(settled)
  if (got?.state === next.state && got.sends === next.sends) return undefined
  const shown = {
    expected: { words: sayNext(next) },
    got: { words: got ? sayNext(got) : saySettled(settled) },
  }
  return { ...shown, ...(got ? judge(pair, got) : notOfThisForm(settled)) }
}

/** `CLOSE_WAIT, sends ACK` */
function sayNext({ state, sends }: Record<keyof Next, unknown>): string {
  return `${oneLine(state)}, sends ${oneLine(sends)}`
}

function judge(pair: Pair, got: Record<keyof Next, unknown>): Mistake {
  const { state, sends } = got
  if (!states.some((known) => known === state)) return notAState(oneLine(state))
  if (!segments.includes(sends as Next['sends'])) {
    const sentence = `sends is one of ${segments.join(', ')}.`
    return { sentence, mistake: 'form' }
  }
  return explain(pair, got as Next)
}

const segments: readonly Next['sends'][] = ['SYN', 'SYN+ACK', 'ACK', 'FIN', 'RST', 'nothing']

function notAState(word: string): Mistake {
  const sentence = `${word} is none of the eleven states as these labs spell them: capitals and underscores, as in SYN_RCVD, FIN_WAIT_1.`
  return { sentence, mistake: 'spelling' }
}

function nextOf(settled: Settlement | undefined): Record<keyof Next, unknown> | undefined {
  if (settled?.outcome !== 'returned' || settled.value.type !== 'data') return undefined
  const { data } = settled.value
  if (typeof data !== 'object' || data === null) return undefined
  const { state, sends } = data as Partial<Record<keyof Next, unknown>>
  return { state, sends }
}

function notOfThisForm(settled: Settlement | undefined): Mistake {
  const sentence =
    settled?.outcome === 'threw'
      ? 'It threw. The assignment names this pair: it has an answer.'
      : 'nextState returns { state, sends }, at once.'
  return { sentence, mistake: settled?.outcome === 'threw' ? 'throws' : 'form' }
}

function saySettled(settled: Settlement | undefined): string {
  return settled
    ? `it ${settled.outcome}: ${sayValue(settled.value)}`
    : 'nothing: a pending promise'
}

/** At most a few words, without anything that a terminal would obey. */
function oneLine(value: unknown): string {
  const text = typeof value === 'string' ? value : `(${typeof value})`
  return text.replace(/[^\x20-\x7e]/g, '·').slice(0, 40)
}
