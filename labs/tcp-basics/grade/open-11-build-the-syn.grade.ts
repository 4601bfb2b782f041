import { type CasePlan, gradeExercise } from '@socket-labs/grade'
import { builds, buildsAll } from './open-11-building.ts'
import { kernelCase } from './open-11-kernel-answers.ts'
import {
  anyOptions,
  anyPlan,
  comesOutZero,
  foldsTwice,
  highPlan,
  realPlan,
  type SynOptions,
} from './open-11-plans.ts'

const fields: CasePlan = {
  title: 'every field of the TCP header stands in its place',
  async run(run) {
    await builds(run, anyPlan(run), ['TCP header'])
  },
}

const ipHeader: CasePlan = {
  title: 'every field of the IP header stands in its place',
  async run(run) {
    await builds(run, anyPlan(run), ['IP header'])
  },
}

const headerChecksum: CasePlan = {
  title: 'the header checksum is over the IP header',
  async run(run) {
    await builds(run, anyPlan(run), ['IP header', 'header checksum'])
  },
}

const tcpChecksum: CasePlan = {
  title: 'the TCP checksum is over the TCP header and the pseudo header',
  async run(run) {
    await builds(run, anyPlan(run))
  },
}

const eachOption: CasePlan = {
  title: 'each option by itself, the header filled up to a full row',
  async run(run) {
    const { random } = run
    const all: SynOptions[] = [
      { mssBytes: random.between(0x0201, 0x22fe) },
      { sackPermitted: true },
      { timestampValue: 2 ** 31 + random.between(1, 2 ** 30) },
      { windowScale: random.between(1, 14) },
      { windowScale: 0 },
    ]
    for (const options of all) await builds(run, anyPlan(run, options))
  },
}

const allOptions: CasePlan = {
  title: 'the SYN of a Linux kernel, in any order of its options',
  async run(run) {
    await builds(run, realPlan)
    await builds(run, anyPlan(run, realPlan.options))
  },
}

const highBytes: CasePlan = {
  title: 'addresses, ports and numbers near their largest',
  async run(run) {
    await builds(run, highPlan(run))
  },
}

const twoFolds: CasePlan = {
  title: 'adding what is left over may leave something over again',
  async run(run) {
    await builds(run, foldsTwice(run))
  },
}

const zeroChecksum: CasePlan = {
  title: 'a checksum that comes out as 0 is sent as 0',
  async run(run) {
    await builds(run, comesOutZero(run))
  },
}

const anySyn: CasePlan = {
  title: 'any SYN',
  async run(run) {
    const plans = Array.from({ length: 60 }, () => anyPlan(run, anyOptions(run)))
    await buildsAll(run, plans)
  },
}

export default gradeExercise(import.meta.url, {
  fact: 'open-11',
  kind: 'function',
  shows:
    'a SYN is a few dozen bytes that anybody can write, and a kernel answers whoever writes them rightly',
  notebook: { file: '01-opening-a-connection', heading: '8. Forty bytes by hand (open-11)' },
  exports: ['buildSyn'],
  cases: [
    ipHeader,
    fields,
    headerChecksum,
    tcpChecksum,
    eachOption,
    allOptions,
    highBytes,
    twoFolds,
    zeroChecksum,
    anySyn,
    kernelCase,
  ],
})
