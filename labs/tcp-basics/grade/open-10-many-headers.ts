import type { CasePlan, CaseRun } from '@socket-labs/grade'
import {
  any32,
  anyPlan,
  flagNames,
  type HeaderPlan,
  mss,
  nop,
  type Option,
  sack,
  sackPermitted,
  timestamps,
  unknown,
  windowScale,
} from './open-10-headers.ts'
import { parsesAll } from './open-10-parsing.ts'
import { right } from './open-10-samples.ts'

const count = 80
const mostOptionBytes = 40

export const anyHeaders: CasePlan = {
  title: 'any header with any options, in any order',
  async run(run) {
    const samples = Array.from({ length: count }, () => right('any header', drawn(run)))
    await parsesAll(run, 'headers drawn by chance', samples)
  },
}

function drawn(run: CaseRun): HeaderPlan {
  const { random } = run
  return anyPlan(run, {
    seqNo: any32(run),
    ackNo: any32(run),
    flags: flagNames.filter(() => random.between(0, 1) === 1),
    window: random.between(0, 65535),
    urgentPointer: random.pick([0, random.between(0, 65535)]),
    reserved: random.pick([0, 0, random.between(1, 15)]),
    options: drawnOptions(run),
    payload: random.bytes(random.between(0, 30)),
  })
}

/** Known ones at most once, in any order, and between them whatever has to be skipped. */
function drawnOptions(run: CaseRun): Option[] {
  const { random } = run
  const block = (): [number, number] => [any32(run), any32(run)]
  const blocks = Array.from({ length: random.between(1, 3) }, block)
  const kinds = [
    mss(random.between(0, 65535)),
    windowScale(random.between(0, 255)),
    sackPermitted,
    sack(...blocks),
    timestamps(any32(run), any32(run)),
    unknown(random.between(9, 255), random.bytes(random.between(0, 9))),
    nop,
    nop,
    nop,
  ]
  const left = kinds.filter(() => random.between(0, 2) > 0)
  const options: Option[] = []
  let optionBytes = 0
  while (left.length > 0) {
    const [option] = left.splice(random.between(0, left.length - 1), 1) as [Option]
    if (optionBytes + option.bytes.length > mostOptionBytes) continue
    optionBytes += option.bytes.length
    options.push(option)
  }
  return options
}
