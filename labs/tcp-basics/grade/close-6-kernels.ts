/** The last word have two kernels: they close on the lab's own wire, with the learner's rule. */
import type { CasePlan } from '@socket-labs/grade'
import { asksForRule, closesVirtually, judgeWalks } from './close-6-closing.ts'
import { type Closing, closeTimes } from './close-6-two-ends.ts'
import { askKernels } from './kernel-process.ts'

type KernelWalks = { walks: Closing['walks'] } | { why: string }

/** Never rejects: a machine that has no wire says why. */
async function kernelsClose(rule: string, serverMs: number): Promise<KernelWalks> {
  const told = await askKernels('./close-6-wire-program.ts', [rule, String(serverMs)])
  return 'why' in told ? told : { walks: JSON.parse(told.text) }
}

export const kernelCase: CasePlan = {
  title: "two kernels do the same on the lab's own wire",
  async run(run) {
    const rule = await asksForRule(run)
    const serverMs = run.random.between(closeTimes.serverLeastMs, closeTimes.serverMostMs)
    // What does not hold in virtual time has its message there, and needs no kernel.
    await closesVirtually(run, rule, serverMs)
    const seen = await run.act('the same between two kernels, on a wire with your rule', () =>
      kernelsClose(rule.text, serverMs),
    )
    if ('why' in seen) return run.act(`nobody to ask: ${seen.why}`, async () => {})
    await run.step('the states that the kernels tell', 'the same', async () =>
      judgeWalks(seen.walks, () => ({ sentence, mistake: 'not-as-the-kernels' })),
    )
  },
}

const sentence =
  'In virtual time your rule does it, and between two kernels it did not: these are the states that they told.'
