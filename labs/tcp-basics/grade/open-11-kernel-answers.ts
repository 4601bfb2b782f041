/** The last word has a kernel: the SYN is sent to it on the lab's own wire. */
import type { CasePlan, CaseRun, Failure } from '@socket-labs/grade'
import { parsePacket, printPacket, type TcpSegment, verifyChecksums } from '@socket-labs/wire'
import { askKernels } from './kernel-process.ts'
import { builds } from './open-11-building.ts'
import { anyPlan, realPlan, type SynPlan } from './open-11-plans.ts'

/** The packet with which a kernel answered; none, when it said nothing; or why nobody could be asked. */
type KernelAnswer = { packet: Uint8Array | undefined } | { why: string }

/**
 * Sends a packet from 10.1.0.1 to a kernel at 10.1.0.2 that listens on `port`, in networks that are made
 * for it. Never rejects: a machine that has no wire says why.
 */
async function kernelAnswers(packet: Uint8Array, port: number): Promise<KernelAnswer> {
  const words = [Buffer.from(packet).toString('hex'), String(port)]
  const told = await askKernels('./open-11-wire-program.ts', words)
  if ('why' in told) return told
  return { packet: told.text ? Uint8Array.from(Buffer.from(told.text, 'hex')) : undefined }
}

export const kernelCase: CasePlan = {
  title: "a kernel answers it on the lab's own wire with SYN+ACK",
  async run(run) {
    const plan = { ...anyPlan(run, realPlan.options), ...ends(run) }
    const syn = await builds(run, plan)
    const answer = await run.act('the grader sends it to a kernel that listens', () =>
      kernelAnswers(syn, plan.to.port),
    )
    if ('why' in answer) return run.act(`nobody to ask: ${answer.why}`, async () => {})
    const wanted = `SYN+ACK, ack ${nextOf(plan)}`
    await run.step('the kernel answers', wanted, async () => judge(plan, answer.packet))
  },
}

function ends({ random }: CaseRun): Pick<SynPlan, 'from' | 'to'> {
  return {
    from: { address: '10.1.0.1', port: random.between(40_000, 60_000) },
    to: { address: '10.1.0.2', port: random.between(1024, 9999) },
  }
}

/** The SYN takes a sequence number, and numbers begin again behind the largest. */
function nextOf({ isn }: SynPlan): number {
  return (isn + 1) % 2 ** 32
}

function judge(plan: SynPlan, packet: Uint8Array | undefined): Failure | undefined {
  const expected = { words: `SYN+ACK from ${plan.to.address}:${plan.to.port}, ack ${nextOf(plan)}` }
  if (packet === undefined) {
    const sentence =
      'The kernel said nothing. It drops without a word what it takes for damaged, and what is not meant for it.'
    return { expected, got: { words: 'no packet in a second' }, sentence, mistake: 'unanswered' }
  }
  const segment = segmentOf(packet)
  const { ip, body } = verifyChecksums(packet)
  if (ip === 'good' && body === 'good' && segment && isSynAck(segment, plan)) return undefined
  const sentence = 'The kernel answered, and did not take it for the beginning of a connection.'
  return { expected, got: { words: printPacket(packet) }, sentence, mistake: 'refused' }
}

function segmentOf(bytes: Uint8Array): TcpSegment | undefined {
  const parsed = parsePacket(bytes)
  return parsed.ok && parsed.packet.body.kind === 'tcp' ? parsed.packet.body : undefined
}

function isSynAck(segment: TcpSegment, plan: SynPlan): boolean {
  const { flags, ackNo, sourcePort, destinationPort } = segment
  const isOfThis = sourcePort === plan.to.port && destinationPort === plan.from.port
  return isOfThis && flags.join() === 'SYN,ACK' && ackNo === nextOf(plan)
}
