import { type CaseRun, type Failure, type Settlement, sayValue } from '@socket-labs/grade'
import { checksumOf, fold, pseudoSum, sumOf } from './open-11-checksums.ts'
import { type Field, hexOf, ipFields, numberAt, sayField, tcpFields } from './open-11-fields.ts'
import { explainField, type Mistake } from './open-11-mistakes.ts'
import { wrongOptions } from './open-11-options.ts'
import type { SynPlan } from './open-11-plans.ts'
import { type WrongSum, wrongHeaderSums, wrongTcpSums } from './open-11-wrong-sums.ts'

/** What is looked at, from the first byte to the last; the checksums at the end, as all the rest is in them. */
export type Aspect = 'IP header' | 'TCP header' | 'options' | 'header checksum' | 'TCP checksum'

const everything: readonly Aspect[] = [
  'IP header',
  'TCP header',
  'options',
  'header checksum',
  'TCP checksum',
]

/** Lets `buildSyn` build it, and judges these aspects. Answers the packet. */
export async function builds(
  run: CaseRun,
  plan: SynPlan,
  aspects: readonly Aspect[] = everything,
): Promise<Uint8Array> {
  let built = new Uint8Array()
  const looked = aspects.length === everything.length ? 'a right SYN' : `right: ${aspects.at(-1)}`
  await run.step(`buildSyn ${sayPlan(plan)}`, looked, async () => {
    const packet = await build(run, plan)
    if (!(packet instanceof Uint8Array)) return packet
    built = Uint8Array.from(packet)
    return firstFailure(run, plan, { packet, aspects })
  })
  return built
}

/** Many at once; the first that is wrong is told. */
export async function buildsAll(run: CaseRun, plans: readonly SynPlan[]): Promise<void> {
  for (const plan of plans) {
    const packet = await build(run, plan)
    const isRight =
      packet instanceof Uint8Array &&
      !(await firstFailure(run, plan, { packet, aspects: everything }))
    if (!isRight) {
      await builds(run, plan)
      return
    }
  }
  await run.act(`${plans.length} SYNs, each right`, async () => {})
}

function sayPlan({ from, to, identification, isn, window, options }: SynPlan): string {
  const given = Object.entries(options).map(([name, value]) => `${name} ${value}`)
  const ends = `${from.address}:${from.port} → ${to.address}:${to.port}`
  const numbers = `identification ${identification}, isn ${isn}, window ${window}`
  return `${ends}, ${numbers}, ${given.join(', ') || 'no options'}`
}

async function build(run: CaseRun, plan: SynPlan): Promise<Uint8Array | Failure> {
  const settled = await run.callNow('buildSyn', { value: plan })
  const isBytes = settled?.outcome === 'returned' && settled.value.type === 'bytes'
  return isBytes && settled.value.type === 'bytes' ? settled.value.bytes : noPacket(settled)
}

function noPacket(settled: Settlement | undefined): Failure {
  return {
    expected: { words: 'the bytes of an IP packet' },
    got: { words: settled ? `it ${settled.outcome}: ${sayValue(settled.value)}` : 'a promise' },
    sentence: 'buildSyn returns the packet, a Uint8Array, at once.',
    mistake: 'form',
  }
}

async function firstFailure(
  run: CaseRun,
  plan: SynPlan,
  { packet, aspects }: { packet: Uint8Array; aspects: readonly Aspect[] },
): Promise<Failure | undefined> {
  const wrongSize = judgeSize(packet)
  if (wrongSize) return wrongSize
  for (const aspect of aspects) {
    const failure = await judges[aspect](plan, packet, run)
    if (failure) return failure
  }
  return undefined
}

type Judge = (
  plan: SynPlan,
  packet: Uint8Array,
  run: CaseRun,
) => Failure | undefined | Promise<Failure | undefined>

const judges: Record<Aspect, Judge> = {
  'IP header': (plan, packet) => judgeFields(ipFields, plan, packet),
  'TCP header': (plan, packet) => judgeFields(tcpFields, plan, packet),
  options: judgeOptions,
  'header checksum': (plan, packet, run) => judgeSum(headerChecksum, { plan, packet, run }),
  'TCP checksum': (plan, packet, run) => judgeSum(tcpChecksum, { plan, packet, run }),
}

function judgeSize(packet: Uint8Array): Failure | undefined {
  const { length } = packet
  if (length >= 40 && length <= 80 && length % 4 === 0) return undefined
  const shown = {
    expected: { words: '40 to 80 bytes, in full rows of 4' },
    got: { words: `${length} bytes` },
  }
  if (length > 40 && length < 80) {
    const sentence = `Behind the first 40 bytes stand ${length - 40} bytes of options. A header is made of full rows of 4 bytes, as its data offset counts them: fill up with NOPs (01) or zeros.`
    return { ...shown, sentence, mistake: 'not-padded' }
  }
  const sentence =
    'An IP header of 20 bytes and a TCP header of 20 to 60: a SYN has no less and, without data, no more.'
  return { ...shown, sentence, mistake: 'size' }
}

function judgeFields(
  fields: readonly Field[],
  plan: SynPlan,
  packet: Uint8Array,
): Failure | undefined {
  for (const field of fields) {
    const want = field.want(plan, packet)
    const got = numberAt(packet, field.at, field.bytes)
    if (got === want) continue
    const shown = {
      expected: { words: sayField(field, want) },
      got: { words: sayField(field, got) },
    }
    return { ...shown, ...explainField(field, { want, got }, { plan, packet }) }
  }
  return undefined
}

function judgeOptions(plan: SynPlan, packet: Uint8Array): Failure | undefined {
  const mistake = wrongOptions(plan, packet)
  if (mistake === undefined) return undefined
  const given = Object.entries(plan.options).map(([name, value]) => `${name} ${value}`)
  const hex = Buffer.from(packet.subarray(40)).toString('hex').replace(/../g, '$& ')
  return {
    expected: { words: `options: ${given.join(', ') || 'none'}` },
    got: { words: hex.trim() || 'no options' },
    ...mistake,
  }
}

/** One of the two checksums. */
interface Checksum {
  name: string
  at: number
  bytes: 2
  /** The right sum, with what stands in the field itself. */
  sum(plan: SynPlan, packet: Uint8Array): number
  wrongSums(plan: SynPlan, packet: Uint8Array): WrongSum[]
}

const headerChecksum: Checksum = {
  name: 'header checksum',
  at: 10,
  bytes: 2,
  sum: (_, packet) => sumOf(packet.subarray(0, 20)),
  wrongSums: wrongHeaderSums,
}

const tcpChecksum: Checksum = {
  name: 'TCP checksum',
  at: 36,
  bytes: 2,
  sum: (plan, packet) => sumOf(packet.subarray(20)) + pseudoSum(plan, packet.length - 20),
  wrongSums: wrongTcpSums,
}

interface Built {
  run: CaseRun
  plan: SynPlan
  packet: Uint8Array
}

async function judgeSum(field: Checksum, built: Built): Promise<Failure | undefined> {
  const got = numberAt(built.packet, field.at, 2)
  const sum = field.sum(built.plan, built.packet) - got
  const want = checksumOf(sum)
  if (got === want) return undefined
  const shown = { expected: { words: sayField(field, want) }, got: { words: sayField(field, got) } }
  const sentence = `With these bytes the sum for the ${field.name} is ${hexOf(fold(sum), 2)} when all that was left over is added, and ${hexOf(want, 2)} when its bits are turned.`
  return { ...shown, ...((await wrongSum(field, built)) ?? { sentence, mistake: 'checksum' }) }
}

const mostTries = 4

/** The known mistake that gives this value. Where several do, other plans tell which of them. */
async function wrongSum(
  field: Checksum,
  { run, plan, packet }: Built,
): Promise<Mistake | undefined> {
  let fitting = fittingSums(field, plan, packet)
  for (let i = 1; i <= mostTries && new Set(fitting.map(({ mistake }) => mistake)).size > 1; i++) {
    const changed = plan.isn ^ (i * 0x2545f491)
    const other = { ...plan, isn: changed >>> 0, identification: changed & 0xffff }
    const built = await build(run, other)
    if (!(built instanceof Uint8Array)) break
    const also = fittingSums(field, other, built).map(({ mistake }) => mistake)
    fitting = fitting.filter(({ mistake }) => also.includes(mistake))
  }
  const [first] = fitting
  return first && { sentence: first.sentence, mistake: first.mistake }
}

function fittingSums(field: Checksum, plan: SynPlan, packet: Uint8Array): WrongSum[] {
  const got = numberAt(packet, field.at, 2)
  return field.wrongSums(plan, packet).filter(({ value }) => value === got)
}
