import type { ScenarioContext } from '@socket-labs/lab'
import type { Wire, WireContext } from '@socket-labs/lab/wire'
import {
  type Endpoint,
  emitPacket,
  seqAdd,
  type TcpFlag,
  type TcpOption,
  tcpPacket,
} from '@socket-labs/wire'
import { textOf } from './address-text.ts'

type Draft = Parameters<WireContext['record']>[0]

/** What the wire carried so far, for one who speaks on it without a kernel. */
export class Ear {
  readonly #heard: Draft[] = []
  /** To be given to `Wire.open` instead of the scenario's own. */
  readonly ctx: WireContext

  constructor(ctx: ScenarioContext) {
    this.ctx = {
      seed: ctx.seed,
      now: () => ctx.now(),
      note: (text, fields) => ctx.note(text, fields),
      record: (draft, bytes) => {
        this.#heard.push(draft)
        ctx.record(draft, bytes)
      },
    }
  }

  /** The segments that went to this end. */
  segmentsTo(end: string): Draft[] {
    return this.#heard.filter(({ kind, to }) => kind === 'tcp.segment' && to === end)
  }
}

export interface Opening {
  /** An address of the client's network that is not the client's: no kernel answers for it. */
  from: Endpoint
  to: Endpoint
  /** Of the SYN: these and no others. */
  options: TcpOption[]
}

const isn = 1000

/** Opens a connection with two segments written by hand, so that its SYN has just these options. */
export async function openByHand(
  ctx: ScenarioContext,
  { wire, ear }: { wire: Wire; ear: Ear },
  { from, to, options }: Opening,
): Promise<void> {
  const send = (
    flags: TcpFlag[],
    fields: { seqNo: number; ackNo?: number; options?: TcpOption[] },
  ) => wire.inject('client', emitPacket(tcpPacket({ from, to, flags, ...fields })))
  send(['SYN'], { seqNo: isn, options })
  const { seqNo } = await ctx.waitFor('the SYN+ACK', () => ear.segmentsTo(textOf(from))[0])
  send(['ACK'], { seqNo: isn + 1, ackNo: seqAdd(Number(seqNo), 1) })
}
