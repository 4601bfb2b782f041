import { defineScenario } from '@socket-labs/lab'
import { transfer } from '../transfer.ts'

/** The bulk transfer of the benchmark, with every socket tapped. */
export default defineScenario({
  id: 'bench-2-bulk',
  question: 'What does tapping cost a bulk transfer?',
  facts: [{ id: 'bench-2', truth: 'K' }],
  options: { bytes: { about: 'how much to send', default: String(2 ** 30) } },
  timeLimitMs: 120_000,

  async run(ctx) {
    const seconds = await transfer(Number(ctx.options.bytes))
    ctx.note('done', { seconds })
  },

  judge: () => [],
})
