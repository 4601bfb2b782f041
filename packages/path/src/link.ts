import { DueQueue } from './due-queue.ts'
import { completeOptions, type LinkOptions } from './link-options.ts'
import type { ProtocolObject, TimeReached } from './protocol-object.ts'
import type { RandomSource } from './seeded-random.ts'

/** What became of a packet. `duplicated`: it was delivered twice. */
export type Fate = 'delivered' | 'dropped' | 'duplicated'

export interface PacketSent<Packet> {
  kind: 'packet-sent'
  packet: Packet
}

/** `packetNo` counts the packets sent into the link, from 1. */
export type LinkEffect<Packet> =
  /** `copyNo` is 2 for the second arrival of a duplicated packet, else 1. */
  | { kind: 'deliver-packet'; packetNo: number; copyNo: 1 | 2; packet: Packet }
  /** Once for each packet: with the loss, or right after its last arrival. */
  | { kind: 'tell-fate'; packetNo: number; packet: Packet; fate: Fate; sentAtMs: number }

export interface LinkView {
  sent: number
  delivered: number
  dropped: number
  duplicated: number
  /** Packets whose fate is not told yet. */
  inFlight: number
}

interface Flight<Packet> {
  packetNo: number
  packet: Packet
  sentAtMs: number
  copies: 1 | 2
  arrived: 0 | 1 | 2
}

/**
 * One direction of a link. Without jitter and reordering it is first in, first out. It never looks into
 * a packet and never changes one.
 *
 *     sent ──▶ lost? ──▶ twice? ──▶ each copy waits its own delay ──▶ arrived
 */
export class Link<Packet>
  implements ProtocolObject<PacketSent<Packet>, LinkEffect<Packet>, LinkView>
{
  readonly #options: Required<LinkOptions>
  readonly #random: RandomSource
  readonly #queue = new DueQueue<Flight<Packet>>()
  readonly #told: Record<Fate, number> = { delivered: 0, dropped: 0, duplicated: 0 }
  #sent = 0

  /** Throws a RangeError when an option is out of bounds. */
  constructor(options: LinkOptions, random: RandomSource) {
    this.#options = completeOptions(options)
    this.#random = random
  }

  on(event: PacketSent<Packet> | TimeReached, nowMs: number): LinkEffect<Packet>[] {
    const effects = event.kind === 'packet-sent' ? this.#send(event.packet, nowMs) : []
    for (;;) {
      const flight = this.#queue.takeDue(nowMs)
      if (flight === undefined) return effects
      effects.push(...this.#arrive(flight))
    }
  }

  nextDeadlineMs(): number | undefined {
    return this.#queue.nextDueMs
  }

  view(): LinkView {
    const { delivered, dropped, duplicated } = this.#told
    const inFlight = this.#sent - delivered - dropped - duplicated
    return { sent: this.#sent, delivered, dropped, duplicated, inFlight }
  }

  #send(packet: Packet, nowMs: number): LinkEffect<Packet>[] {
    const { lossRatio, duplicateRatio } = this.#options
    // Every packet takes the same six draws, whatever becomes of it: another loss ratio then leaves the
    // delays of the packets that get through as they were.
    const isLost = this.#random() < lossRatio
    const isDuplicated = this.#random() < duplicateRatio
    const delays = [this.#drawDelayMs(), this.#drawDelayMs()]
    const copies = isDuplicated ? 2 : 1
    const packetNo = ++this.#sent
    const flight: Flight<Packet> = { packetNo, packet, sentAtMs: nowMs, copies, arrived: 0 }
    if (isLost) return [this.#tell(flight, 'dropped')]
    for (const delayMs of delays.slice(0, copies)) this.#queue.add(flight, nowMs + delayMs)
    return []
  }

  #drawDelayMs(): number {
    const { delayMs, jitterMs, reorderRatio, reorderMs } = this.#options
    const jitter = (2 * this.#random() - 1) * jitterMs
    const isHeldBack = this.#random() < reorderRatio
    return delayMs + jitter + (isHeldBack ? reorderMs : 0)
  }

  #arrive(flight: Flight<Packet>): LinkEffect<Packet>[] {
    const { packetNo, packet, copies } = flight
    const copyNo = flight.arrived === 0 ? 1 : 2
    flight.arrived = copyNo
    const delivery: LinkEffect<Packet> = { kind: 'deliver-packet', packetNo, copyNo, packet }
    if (copyNo < copies) return [delivery]
    return [delivery, this.#tell(flight, copies === 2 ? 'duplicated' : 'delivered')]
  }

  #tell({ packetNo, packet, sentAtMs }: Flight<Packet>, fate: Fate): LinkEffect<Packet> {
    this.#told[fate]++
    return { kind: 'tell-fate', packetNo, packet, fate, sentAtMs }
  }
}
