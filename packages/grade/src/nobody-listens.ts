import { type CaseRun, NobodyListens } from './case-run.ts'
import type { Failure } from './result.ts'

/** A step for when a server of the learner's has been closed: somebody connects to its port, in vain. */
export async function tellNobodyListens(run: CaseRun, port: number): Promise<void> {
  await run.step('somebody connects to its port', 'nobody listens', async () => {
    const ports = await run.listeningPorts()
    if (ports?.includes(port)) return stillListens(port)
    try {
      await run.dial(port, 0)
    } catch (error) {
      if (error instanceof NobodyListens) return undefined
      throw error
    }
    return stillListens(port)
  })
}

function stillListens(port: number): Failure {
  return {
    expected: { words: 'a port on which nobody listens' },
    got: { words: `port ${port} accepts connections` },
    sentence:
      'close() resolved, and the server still listens: nobody can use the port, and the program never ends.',
    mistake: 'keeps-listening',
  }
}
