import {
  fc,
  type Luck,
  luck,
  type NetworkTape,
  networkTape,
  playTape,
  runVirtually,
  type Sender,
  type SenderEvent,
  type SendPacket,
  type TimeReached,
} from '@socket-labs/grade'
import { type Acknowledged, type Range, ReceiverModel } from './rel-3-model.ts'
import type { Happening } from './rel-3-receiving.ts'

/** A connection over the virtual network: its two ends, and everything that chance does to it. */
export interface NetworkCase {
  streamBytes: number
  capacityBytes: number
  /** Size and luck of the segments in the order in which they are sent; 4 bytes and good luck after the last. */
  segments: { size: number; luck: Luck }[]
  /** How much the application reads each time; everything after the last. */
  readSizes: number[]
  /** How far beyond the window the sender dares to go. */
  beyondBytes: number
  /** The end comes in a segment of its own. */
  isEndAlone: boolean
  back: NetworkTape
}

const usualSize = 4

/** From 0 to 5; shrinks to the usual one. */
const size = fc.nat({ max: 5 }).map((more) => (usualSize + more) % 6)

/** Shrinks to much of it, so that a window is only told of where it matters. */
export const memory = fc.integer({ min: 0, max: 9 }).map((less) => 10 - less)

export const networkCase: fc.Arbitrary<NetworkCase> = fc.record({
  streamBytes: fc.nat({ max: 16 }),
  capacityBytes: memory,
  segments: fc.array(fc.record({ size, luck }), { maxLength: 16, size: 'max' }),
  readSizes: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }),
  beyondBytes: fc.nat({ max: 3 }),
  isEndAlone: fc.boolean(),
  back: networkTape(8),
})

type Packet = Range & { isAgain: boolean }

const resendMs = 40

/** Sends as far as the window reaches, and after a silence again from the first byte not acknowledged. */
class WindowSender implements Sender<Packet, Acknowledged> {
  readonly #case: NetworkCase
  readonly #sizes: number[]
  #ackedNo = 0
  #sentNo = 0
  #highestNo = 0
  #edgeNo: number
  #isEndSent = false
  #deadlineMs: number | undefined

  constructor(all: NetworkCase) {
    this.#case = all
    this.#sizes = all.segments.map(({ size }) => size)
    this.#edgeNo = all.capacityBytes
  }

  on(event: SenderEvent<Acknowledged> | TimeReached, nowMs: number): SendPacket<Packet>[] {
    if (event.kind === 'answer-arrived') {
      const { ackNo, windowBytes } = event.answer
      this.#ackedNo = Math.max(this.#ackedNo, ackNo)
      this.#sentNo = Math.max(this.#sentNo, Math.min(ackNo, this.#case.streamBytes))
      this.#edgeNo = Math.max(this.#edgeNo, ackNo + windowBytes)
    } else if (event.kind === 'time-reached') {
      this.#sentNo = this.#ackedNo
      this.#isEndSent = false
    }
    const packets = this.isDone ? [] : this.#sendAll(event.kind === 'time-reached')
    if (packets.length > 0 || event.kind !== 'answer-arrived') this.#deadlineMs = nowMs + resendMs
    return packets.map((packet) => ({ kind: 'send-packet', packet }))
  }

  nextDeadlineMs(): number | undefined {
    return this.isDone ? undefined : this.#deadlineMs
  }

  view(): { ackedNo: number } {
    return { ackedNo: this.#ackedNo }
  }

  get isDone(): boolean {
    return this.#ackedNo > this.#case.streamBytes
  }

  #sendAll(isAfterSilence: boolean): Packet[] {
    const { streamBytes, beyondBytes, isEndAlone } = this.#case
    const packets: Packet[] = []
    // Into a closed window one byte is sent after a silence, to hear whether it has opened.
    const probeNo = isAfterSilence ? this.#ackedNo + 1 : 0
    const limitNo = Math.min(streamBytes, Math.max(this.#edgeNo + beyondBytes, probeNo))
    while (this.#sentNo < limitNo) packets.push(this.#send(limitNo, !isEndAlone))
    if (this.#sentNo >= streamBytes && !this.#isEndSent) packets.push(this.#send(limitNo, true))
    return packets
  }

  /** The next segment, at most to before `limitNo`. */
  #send(limitNo: number, mayEnd: boolean): Packet {
    // Every segment uses up a size, so that size and luck stay together.
    const byteCount = Math.min(this.#sizes.shift() ?? usualSize, limitNo - this.#sentNo)
    const isLast = mayEnd && this.#sentNo + byteCount === this.#case.streamBytes
    const packet = {
      seqNo: this.#sentNo,
      byteCount,
      isLast,
      isAgain: this.#sentNo < this.#highestNo,
    }
    this.#sentNo += byteCount
    this.#highestNo = Math.max(this.#highestNo, this.#sentNo)
    this.#isEndSent ||= isLast
    return packet
  }
}

/**
 * What a receiver meets on that network. It is found with a right receiver at the other end: up to its
 * first wrong answer a learner's receiver meets exactly the same.
 */
export function happeningsOf(all: NetworkCase): Happening[] {
  const model = new ReceiverModel(all.capacityBytes)
  const sender = new WindowSender(all)
  const happenings: Happening[] = []
  const readSizes = [...all.readSizes]
  let highestNo = 0
  runVirtually<Packet, Acknowledged>({
    sender,
    link: { delayMs: 5, lossRatio: 0.15, reorderRatio: 0.25, reorderMs: 12, duplicateRatio: 0.15 },
    randomThere: playTape(all.segments.map(({ luck }) => luck)),
    randomBack: playTape(all.back),
    receive({ packet, packetNo, copyNo }) {
      const { isAgain, ...segment } = packet
      const isOvertaken = packetNo < highestNo
      highestNo = Math.max(highestNo, packetNo)
      const note = copyNo === 2 ? 'a copy' : isAgain ? 'sent again' : isOvertaken ? 'overtaken' : ''
      happenings.push({ do: 'segment', segment, note })
      return model.onSegment(segment)
    },
    every: {
      periodMs: 15,
      happen() {
        if (model.readNo === model.nextNo && !model.hasEnded) return
        const mostBytes = readSizes.shift() ?? all.capacityBytes
        model.read(mostBytes)
        happenings.push({ do: 'read', mostBytes })
      },
    },
    isOver: () => sender.isDone && model.readNo === model.endNo,
  })
  return happenings
}
