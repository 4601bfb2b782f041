import { DueQueue } from './due-queue.ts'
import {
  type BurstLoss,
  type CompleteOptions,
  completeOptions,
  type LinkOptions,
} from './link-options.ts'
import { type RandomSource, seededRandom } from './seeded-random.ts'
import { TransmitQueue } from './transmit-queue.ts'

/** What a link has to know of the packets that it carries. */
export interface PacketForm<Packet> {
  /** The length that counts at the rate and in the queue. */
  bytesOf(packet: Packet): number
  /** A changed copy, or the packet itself where there is nothing to change. */
  corrupt?(packet: Packet, random: RandomSource): Packet
}

/** A packet under way, and what chance has in store for it. */
export interface Flight<Packet> {
  readonly packetNo: number
  /** As it was sent. */
  readonly packet: Packet
  /** As it arrives: another one when it is corrupted. */
  arriving: Packet
  readonly sentAtMs: number
  readonly isLost: boolean
  readonly delayMs: number
  readonly copyDelayMs: number
  /** What a rule may still change before the packet is queued. */
  copies: 1 | 2
  corrupt: PacketForm<Packet>['corrupt']
  extraDelayMs: number
  /** For what only some packets draw, such as the bit to flip. */
  readonly seed: number
  arrived: 0 | 1 | 2
  arrivedAtMs: number | undefined
}

/**
 * One direction of a link without its words: what is drawn, queued, and due.
 *
 *     drawn ──▶ queue (drop-tail) ──▶ sent at the rate ──▶ lost? corrupted? twice? ──▶ delay ──▶ due
 */
export class Lane<Packet> {
  readonly #random: RandomSource
  readonly #form: PacketForm<Packet>
  readonly #queue = new TransmitQueue()
  readonly #underWay = new DueQueue<Flight<Packet>>()
  #given: LinkOptions
  #options: CompleteOptions
  #isBad = false

  /** Throws a RangeError when an option is out of bounds. */
  constructor(options: LinkOptions, random: RandomSource, form: PacketForm<Packet>) {
    this.#random = random
    this.#form = form
    this.#given = options
    this.#options = this.#complete(options)
  }

  get nextDueMs(): number | undefined {
    return this.#underWay.nextDueMs
  }

  get queuedPackets(): number {
    return this.#queue.packets
  }

  get queuedBytes(): number {
    return this.#queue.bytes
  }

  /** Throws a RangeError when {@link change} would. */
  check(options: LinkOptions): void {
    this.#complete({ ...this.#given, ...options })
  }

  /** Changes the options that are named. What is queued or under way keeps its time and its fate. */
  change(options: LinkOptions): void {
    const given = { ...this.#given, ...options }
    this.#options = this.#complete(given)
    this.#given = given
  }

  /**
   * Draws what will become of a packet. Every packet takes the same six draws, whatever becomes of it and
   * whatever the options are: more loss then leaves the delays of the packets that get through as they
   * were. What only some links or packets need is drawn from a generator seeded by those.
   */
  draw(packet: Packet, packetNo: number, nowMs: number): Flight<Packet> {
    const { lossRatio, duplicateRatio, burstLoss, corruptRatio } = this.#options
    const loss = this.#random()
    const duplicate = this.#random()
    const delayMs = this.#drawDelayMs()
    const copyDelayMs = this.#drawDelayMs()
    const seed = (loss * 4294967296) ^ Math.imul(duplicate * 4294967296, 0x9e3779b1)
    const more = burstLoss || corruptRatio > 0 ? seededRandom(seed) : this.#random
    const isBurst = burstLoss !== undefined && this.#drawBurst(burstLoss, more)
    const isCorrupted = corruptRatio > 0 && more() < corruptRatio
    return {
      packetNo,
      packet,
      arriving: packet,
      sentAtMs: nowMs,
      isLost: loss < lossRatio || isBurst,
      delayMs,
      copyDelayMs,
      copies: duplicate < duplicateRatio ? 2 : 1,
      corrupt: isCorrupted ? this.#form.corrupt : undefined,
      extraDelayMs: 0,
      seed,
      arrived: 0,
      arrivedAtMs: undefined,
    }
  }

  /** Sends a drawn packet on its way; false when the queue has no room for it. */
  queue(flight: Flight<Packet>, nowMs: number): boolean {
    const leftMs = this.#leaveMs(flight.packet, nowMs)
    if (leftMs === undefined) return false
    const delayMs = flight.delayMs + flight.extraDelayMs
    if (flight.isLost) {
      // Half way: somewhere it must be lost, and there a picture has room for it.
      this.#underWay.add(flight, leftMs + delayMs / 2)
      return true
    }
    if (flight.corrupt) {
      flight.arriving = flight.corrupt(flight.packet, seededRandom(~flight.seed))
    }
    this.#underWay.add(flight, leftMs + delayMs)
    if (flight.copies === 2) {
      this.#underWay.add(flight, leftMs + flight.copyDelayMs + flight.extraDelayMs)
    }
    return true
  }

  /** The next that arrives, or is lost, by `nowMs`. One with two copies comes twice. */
  takeDue(nowMs: number): Flight<Packet> | undefined {
    const flight = this.#underWay.takeDue(nowMs)
    if (flight === undefined || flight.isLost) return flight
    flight.arrived = flight.arrived === 0 ? 1 : 2
    return flight
  }

  #leaveMs(packet: Packet, nowMs: number): number | undefined {
    // Without a rate nothing ever waits, unless a rate was lifted while packets were waiting.
    const isShaped = this.#options.rateBitsPerSec < Number.POSITIVE_INFINITY
    const bytes = isShaped ? this.#form.bytesOf(packet) : 0
    return this.#queue.admit(bytes, nowMs, this.#options)
  }

  #drawDelayMs(): number {
    const { delayMs, jitterMs, reorderRatio, reorderMs } = this.#options
    const jitter = (2 * this.#random() - 1) * jitterMs
    const isHeldBack = this.#random() < reorderRatio
    return delayMs + jitter + (isHeldBack ? reorderMs : 0)
  }

  #drawBurst(burst: Required<BurstLoss>, more: RandomSource): boolean {
    const changes = more() < (this.#isBad ? burst.leaveRatio : burst.enterRatio)
    const isUnlucky = more() < burst.lossRatio
    if (changes) this.#isBad = !this.#isBad
    return this.#isBad && isUnlucky
  }

  #complete(options: LinkOptions): CompleteOptions {
    const all = completeOptions(options)
    if (all.corruptRatio > 0 && this.#form.corrupt === undefined) {
      throw new RangeError('corruptRatio: expected a function `corrupt` too, got none')
    }
    return all
  }
}
