import { type CaseRun, type Failure, type Settlement, sayValue } from '@socket-labs/grade'
import { parseRule, type Rule } from '@socket-labs/path'
import { explain } from './close-6-mistakes.ts'
import { type Closing, closeBoth, type Side } from './close-6-two-ends.ts'

const sides: readonly Side[] = ['client', 'server']
const wanted = 'FIN_WAIT_1, CLOSING, TIME_WAIT'

/** Asks for the rule, and reads it. */
export async function asksForRule(run: CaseRun): Promise<Rule> {
  let rule: Rule | undefined
  await run.step('writeRule()', 'a rule', async () => {
    const settled = await run.callNow('writeRule')
    const text = textOf(settled)
    if (text === undefined) return noText(settled)
    const parsed = parseRule(text)
    if (parsed.ok) rule = parsed.rule
    return parsed.ok ? undefined : notARule(text, parsed)
  })
  return rule as Rule
}

function textOf(settled: Settlement | undefined): string | undefined {
  if (settled?.outcome !== 'returned' || settled.value.type !== 'text') return undefined
  return settled.value.text
}

function noText(settled: Settlement | undefined): Failure {
  return {
    expected: { words: 'a line of text' },
    got: { words: settled ? `it ${settled.outcome}: ${sayValue(settled.value)}` : 'a promise' },
    sentence: 'writeRule returns the rule, a line of text, at once.',
    mistake: 'form',
  }
}

function notARule(text: string, { message, at }: { message: string; at: number }): Failure {
  return {
    expected: { words: 'ACTION WHICH KIND [from SIDE] [ENDING]' },
    got: { words: text.slice(0, 80) },
    sentence: `The wire does not understand this rule: ${message} (character ${at + 1}).`,
    mistake: 'no-rule',
  }
}

/** Closes both ends in virtual time, the server's so much later, and judges the way of both. */
export async function closesVirtually(run: CaseRun, rule: Rule, serverMs: number): Promise<void> {
  const action = `the client closes, ${serverMs} ms later the server: ${rule.text}`
  await run.step(action, `both: ${wanted}`, async () => {
    const closing = closeBoth(rule.text, serverMs)
    return judgeWalks(closing.walks, () => explain({ ...closing, rule, serverMs }))
  })
}

/** The difference where an end went another way. */
export function judgeWalks(
  walks: Closing['walks'],
  mistake: () => Pick<Failure, 'sentence' | 'mistake'>,
): Failure | undefined {
  if (sides.every((side) => walks[side].join(', ') === wanted)) return undefined
  const said = sides.map((side) => `${side}: ${walks[side].join(', ') || 'ESTABLISHED'}`)
  return { expected: { words: `both: ${wanted}` }, got: { words: said.join('; ') }, ...mistake() }
}
