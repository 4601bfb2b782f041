import type { CasePlan, CaseRun, Failure, Settlement } from '@socket-labs/grade'
import { walkTheKernel } from './state-1-kernel-walks.ts'
import type { Event } from './state-1-table.ts'
import type { KernelWalk } from './state-1-walker.ts'

/** The answers beside those of this machine's kernel. */
export const kernel: CasePlan = {
  title: "this machine's kernel: sockets that the grader has opened, and where they are now",
  async run(run) {
    const { walks, leftOut, close } = await run.act(
      'the grader walks sockets of its own, and reads /proc/net/tcp',
      walkTheKernel,
    )
    try {
      for (const walk of walks) await predicts(run, walk)
      for (const why of leftOut) await run.act(`not seen here: ${why}`, async () => {})
    } finally {
      close()
    }
  },
}

/** The learner's answers, each taken as the state in which the next event happens. */
async function predicts(run: CaseRun, walk: KernelWalk): Promise<void> {
  const { what, start, events, state, word } = walk
  const action = `${what}: ${[start, ...events].join(', ')}`
  await run.step(action, `kernel: ${state} (${word})`, async () => {
    const way: string[] = [start]
    for (const event of events) way.push(await nextOf(run, way.at(-1) as string, event))
    return way.at(-1) === state ? undefined : differs(walk, way)
  })
}

async function nextOf(run: CaseRun, state: string, event: Event): Promise<string> {
  const settled = await run.callNow('nextState', { value: state }, { value: event })
  return stateOf(settled) ?? 'no state'
}

function stateOf(settled: Settlement | undefined): string | undefined {
  const data = settled?.value.type === 'data' ? settled.value.data : undefined
  if (typeof data !== 'object' || data === null || !('state' in data)) return undefined
  return typeof data.state === 'string' ? data.state.slice(0, 20) : undefined
}

function differs({ state, word }: KernelWalk, way: readonly string[]): Failure {
  return {
    expected: { words: `${state}, as the kernel's list has it (${word})` },
    got: { words: way.join(' → ') },
    sentence: 'The kernel has been there, and it is somewhere else than you said.',
    mistake: 'not-as-the-kernel',
  }
}
