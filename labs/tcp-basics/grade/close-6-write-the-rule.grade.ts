import { type CasePlan, gradeExercise } from '@socket-labs/grade'
import { asksForRule, closesVirtually } from './close-6-closing.ts'
import { kernelCase } from './close-6-kernels.ts'
import { closeTimes } from './close-6-two-ends.ts'

const { serverLeastMs, serverMostMs } = closeTimes

const understood: CasePlan = {
  title: 'the wire understands the rule',
  async run(run) {
    await asksForRule(run)
  },
}

const late: CasePlan = {
  title: 'both ends pass through CLOSING when the server closes late',
  async run(run) {
    await closesVirtually(run, await asksForRule(run), serverMostMs)
  },
}

const soon: CasePlan = {
  title: 'both ends pass through CLOSING when the server closes soon',
  async run(run) {
    await closesVirtually(run, await asksForRule(run), serverLeastMs)
  },
}

const whenever: CasePlan = {
  title: 'both ends pass through CLOSING whenever the server closes',
  async run(run) {
    const rule = await asksForRule(run)
    for (let i = 0; i < 8; i++) {
      await closesVirtually(run, rule, run.random.between(serverLeastMs, serverMostMs))
    }
  },
}

export default gradeExercise(import.meta.url, {
  fact: 'close-6',
  kind: 'function',
  shows: 'both ends pass through CLOSING when their FINs cross, neither acknowledging the other',
  notebook: {
    file: '03-closing-a-connection',
    heading: '5. Both at the same moment (close-6)',
  },
  exports: ['writeRule'],
  cases: [understood, late, soon, whenever, kernelCase],
})
