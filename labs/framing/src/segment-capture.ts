import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ports } from './tcp-info.ts'

/** A TCP segment as a capture shows it: what the sender's stack handed to the interface. */
export interface CapturedSegment {
  epochMs: number
  fromPort: number
  toPort: number
  flags: string[]
  seqNo: number
  ackNo: number
  /** As it stands in the header, not scaled. */
  window: number
  /** The MSS option, which only a SYN may carry (RFC 9293 §3.7.1). */
  mssOptionBytes?: number
  hasTimestamps: boolean
  payloadBytes: number
  /** The whole IP packet, headers included. */
  packetBytes: number
}

const fields = [
  'frame.time_epoch',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.flags',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.window_size_value',
  'tcp.options.mss_val',
  'tcp.options.timestamp.tsval',
  'tcp.len',
  'ip.len',
]

const bits = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG']
const deadlineMs = 15_000
const probeEveryMs = 50

/** Captures on `lo` with tshark, from when {@link start} has resolved. */
export class SegmentCapture {
  readonly segments: CapturedSegment[] = []
  readonly #tshark: ChildProcess

  private constructor(tshark: ChildProcess) {
    this.#tshark = tshark
    createInterface({ input: tshark.stdout as Readable }).on('line', (line) =>
      this.segments.push(parseSegment(line)),
    )
  }

  /** Undefined where there is no tshark, or where it may not capture. */
  static async start(): Promise<SegmentCapture | undefined> {
    const shown = fields.flatMap((field) => ['-e', field])
    const tshark = spawn('tshark', ['-i', 'lo', '-l', '-n', '-T', 'fields', ...shown, 'tcp'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let isGone = false
    tshark.once('error', () => {
      isGone = true
    })
    tshark.once('exit', () => {
      isGone = true
    })
    const capture = new SegmentCapture(tshark)
    // It says nothing reliable when it begins: so call nobody until it has seen that.
    const untilMs = performance.now() + deadlineMs
    while (capture.segments.length === 0) {
      if (isGone || performance.now() > untilMs) return undefined
      await callNobody()
      await pause(probeEveryMs)
    }
    return capture
  }

  /**
   * Resolves to all segments of one connection once `isComplete` says that they are all there. Both ports
   * name it: the kernel gives a client's port to one connection after the other.
   */
  async segmentsOf(
    { localPort, remotePort }: Ports,
    isComplete: (segments: CapturedSegment[]) => boolean,
  ): Promise<CapturedSegment[]> {
    const key = ({ fromPort, toPort }: CapturedSegment) => [fromPort, toPort].sort().join()
    const wanted = [localPort, remotePort].sort().join()
    const untilMs = performance.now() + deadlineMs
    for (;;) {
      const segments = this.segments.filter((one) => key(one) === wanted)
      if (isComplete(segments)) return segments
      if (performance.now() > untilMs)
        throw new Error('error: the capture did not show the whole connection')
      await pause(probeEveryMs)
    }
  }

  async stop(): Promise<void> {
    const gone = once(this.#tshark, 'exit')
    this.#tshark.kill()
    await gone
  }
}

/** A line of `tshark -T fields`: tabs between the fields, nothing where a segment has none. */
export function parseSegment(line: string): CapturedSegment {
  const [epoch, from, to, flags, seq, ack, window, mss, tsval, payload, packet] = line.split('\t')
  return {
    epochMs: Number(epoch) * 1000,
    fromPort: Number(from),
    toPort: Number(to),
    flags: bits.filter((_, bit) => Number(flags) & (1 << bit)),
    seqNo: Number(seq),
    ackNo: Number(ack),
    window: Number(window),
    ...(mss && { mssOptionBytes: Number(mss) }),
    hasTimestamps: Boolean(tsval),
    payloadBytes: Number(payload),
    packetBytes: Number(packet),
  }
}

/** A SYN to a port at which nobody listens, and the RST that answers it. */
async function callNobody(): Promise<void> {
  const nobody = connect(1, '127.0.0.1')
  nobody.on('error', () => {})
  await new Promise((resolve) => nobody.once('close', resolve))
}
