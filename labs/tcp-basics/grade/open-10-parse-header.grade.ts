import { type CasePlan, gradeExercise } from '@socket-labs/grade'
import { brokenOptions, cutAnywhere, lengthTooSmall, wrongOffsets } from './open-10-broken-cases.ts'
import {
  any32,
  anyPlan,
  endOfList,
  flagNames,
  mss,
  nop,
  sack,
  sackPermitted,
  timestamps,
  unknown,
  windowScale,
} from './open-10-headers.ts'
import { anyHeaders } from './open-10-many-headers.ts'
import { parses } from './open-10-parsing.ts'
import { realReset, realSegments } from './open-10-real-segments.ts'
import { ended, real, right } from './open-10-samples.ts'

const fixedFields: CasePlan = {
  title: 'the twenty bytes that every header has',
  async run(run) {
    await parses(run, real(realReset))
    await parses(run, right('any fields', anyPlan(run)))
  },
}

const largeNumbers: CasePlan = {
  title: 'no number is negative',
  async run(run) {
    const [most16, most32] = [2 ** 16 - 1, 2 ** 32 - 1]
    const ends = { sourcePort: most16, destinationPort: 1, window: most16, checksum: most16 }
    await parses(
      run,
      right('numbers at their largest', anyPlan(run, { ...ends, seqNo: most32, ackNo: 2 ** 31 })),
    )
    await parses(
      run,
      right('numbers of 0', anyPlan(run, { seqNo: 0, ackNo: 0, window: 0, checksum: 0 })),
    )
    await parses(
      run,
      right(
        'urgent data',
        anyPlan(run, { flags: ['ACK', 'URG'], urgentPointer: run.random.between(256, 65535) }),
      ),
    )
  },
}

const flags: CasePlan = {
  title: 'each of the eight flags has its bit',
  async run(run) {
    for (const name of flagNames)
      await parses(run, right(`${name} alone`, anyPlan(run, { flags: [name] })))
    await parses(run, right('no flag', anyPlan(run, { flags: [] })))
    await parses(run, right('all flags', anyPlan(run, { flags: flagNames })))
    await parses(
      run,
      right('a SYN that asks for ECN', anyPlan(run, { flags: ['SYN', 'ECE', 'CWR'] })),
    )
  },
}

const nops = (count: number) => Array.from({ length: count }, () => nop)

const offsets: CasePlan = {
  title: 'the payload begins where the data offset says',
  async run(run) {
    const payload = run.random.letters(run.random.between(10, 20))
    await parses(run, right('a payload', anyPlan(run, { payload })))
    for (const count of [4, 12, 40]) {
      await parses(
        run,
        right(`${count} bytes of NOPs`, anyPlan(run, { options: nops(count), payload })),
      )
    }
    const reserved = run.random.between(5, 15)
    await parses(run, right('reserved bits that are set', anyPlan(run, { reserved, payload })))
  },
}

const eachOption: CasePlan = {
  title: 'each option by itself',
  async run(run) {
    const block = (): [number, number] => [any32(run), any32(run)]
    const options = [
      ['MSS', mss(run.random.between(536, 9000))],
      ['window scale', windowScale(run.random.between(3, 14))],
      ['SACK permitted', sackPermitted],
      ['timestamps', timestamps(2 ** 31 + run.random.between(0, 2 ** 31 - 1), any32(run))],
      ['one SACK block', sack(block())],
      ['four SACK blocks', sack(block(), block(), block(), block())],
    ] as const
    for (const [what, option] of options) {
      const rest = -option.bytes.length & 3
      const padding = Array.from({ length: rest }, () => endOfList)
      await parses(run, right(what, anyPlan(run, { options: [option, ...padding], payload: [1] })))
    }
  },
}

const windows: CasePlan = {
  title: 'the window is what stands there, whatever the window scale says',
  async run(run) {
    const options = [windowScale(7), endOfList]
    await parses(run, right('a SYN', anyPlan(run, { flags: ['SYN'], options })))
  },
}

const padding: CasePlan = {
  title: 'a NOP is one byte, and so is the end of the list',
  async run(run) {
    const scale = windowScale(run.random.between(1, 14))
    const between = [mss(1460), nop, scale, nop, nop, timestamps(any32(run), 0), nop, nop]
    await parses(run, right('NOPs between options', anyPlan(run, { options: between })))
    const { options, paddingSays } = ended([mss(1220)], [scale])
    const plan = anyPlan(run, { options })
    await parses(run, right('an MSS, the end of the list, padding', plan, { paddingSays }))
    const nothing = ended([], [{ bytes: [9, 0, 0], means: {} }])
    await parses(run, right('an end, and padding', anyPlan(run, { options: nothing.options })))
  },
}

const others: CasePlan = {
  title: 'an option of another kind is skipped by its length',
  async run(run) {
    const { random } = run
    const cookie = unknown(34, random.bytes(8))
    const both = [cookie, mss(random.between(536, 9000)), nop, nop]
    await parses(run, right('a Fast Open cookie, then an MSS', anyPlan(run, { options: both })))
    const empty = [unknown(254, []), unknown(253, [2, 4, 0]), sackPermitted, nop]
    await parses(run, right('two options for experiments', anyPlan(run, { options: empty })))
  },
}

const fromKernels: CasePlan = {
  title: 'segments that two Linux kernels sent each other',
  async run(run) {
    for (const segment of realSegments) await parses(run, real(segment))
  },
}

const payloads: CasePlan = {
  title: 'a payload that looks like options is none',
  async run(run) {
    const lure = mss(run.random.between(536, 9000))
    const extras = { payloadSays: lure.means }
    await parses(
      run,
      right('no options, but a payload', anyPlan(run, { payload: lure.bytes }), extras),
    )
    const options = [windowScale(2), nop]
    await parses(
      run,
      right('options and a payload', anyPlan(run, { options, payload: lure.bytes }), extras),
    )
    const zero = anyPlan(run, { options, payload: [2, 0, 2, 0] })
    await parses(run, right('a payload of broken options', zero))
  },
}

export default gradeExercise(import.meta.url, {
  fact: 'open-10',
  kind: 'function',
  shows:
    'a SYN tells in its options what its sender can do, each of them by kind and length, in at most 40 bytes',
  notebook: { file: '01-opening-a-connection', heading: '7. What a SYN says (open-10)' },
  exports: ['parseHeader'],
  cases: [
    fixedFields,
    largeNumbers,
    flags,
    offsets,
    windows,
    eachOption,
    padding,
    others,
    payloads,
    fromKernels,
    cutAnywhere,
    wrongOffsets,
    ...brokenOptions,
    anyHeaders,
    lengthTooSmall,
  ],
})
