import { defineScenario } from '@socket-labs/lab'

/**
 * Not an experiment: a source of records for the benchmark. `rate` records a second (0: as many as the
 * pipe takes), `count` in all, each with the moment it was made (`sentNs`, on `process.hrtime`).
 */
export default defineScenario({
  id: 'bench-1-records',
  question: 'How many records a second reach a viewer, and how late?',
  facts: [{ id: 'bench-1', truth: 'K' }],
  options: {
    rate: { about: 'records a second; 0: as fast as it goes', default: '0' },
    count: { about: 'records in all', default: '100000' },
  },
  timeLimitMs: 120_000,

  async run(ctx) {
    const rate = Number(ctx.options.rate)
    const count = Number(ctx.options.count)
    const startMs = ctx.now()
    for (let made = 0; made < count; ) {
      const due = rate === 0 ? made + 500 : Math.floor(((ctx.now() - startMs) / 1000) * rate)
      for (; made < Math.min(due, count); made++) {
        ctx.record({
          kind: 'socket.data',
          at: 'server',
          origin: 'observed',
          conn: 'c1',
          originalBytes: 65536,
          index: made,
          sentNs: String(process.hrtime.bigint()),
        })
      }
      await new Promise(rate === 0 ? setImmediate : (resolve) => setTimeout(resolve, 1))
    }
  },

  judge: () => [],
})
