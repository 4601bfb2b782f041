/** The last word have two kernels: they close on the lab's own wire, with the learner's rule. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { CasePlan } from '@socket-labs/grade'
import { isolated } from '@socket-labs/system'
import { asksForRule, closesVirtually, judgeWalks } from './close-6-closing.ts'
import { type Closing, closeTimes } from './close-6-two-ends.ts'

type KernelWalks = { walks: Closing['walks'] } | { why: string }

const program = fileURLToPath(new URL('./close-6-wire-program.ts', import.meta.url))
const mostMs = 5000

/** Never rejects: a machine that has no wire says why. */
function kernelsClose(rule: string, serverMs: number): Promise<KernelWalks> {
  const { command, args } = isolated({
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), program, rule, String(serverMs)],
  })
  return new Promise((resolve) => {
    execFile(command, args, { timeout: mostMs, killSignal: 'SIGKILL' }, (error, out, said) => {
      const [, json] = /^walks (.*)$/m.exec(out) ?? []
      resolve(json ? { walks: JSON.parse(json) } : { why: whyNot(error, said) })
    })
  })
}

function whyNot(error: { killed?: boolean } | null, said: string): string {
  if (error?.killed) return `two kernels did not come to an end in ${mostMs} ms`
  const row = said.split('\n').find((line) => /Error|unshare:|setpriv:/.test(line))
  return row?.trim().slice(0, 100) || 'this machine has no wire'
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
