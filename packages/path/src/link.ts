import { type Flight, Lane, type PacketForm } from './lane.ts'
import type { LinkOptions } from './link-options.ts'
import type { ProtocolObject, TimeReached } from './protocol-object.ts'
import type { RandomSource } from './seeded-random.ts'

/**
 * What became of a packet. `duplicated`: it was delivered twice. `corrupted`: what was delivered, once or
 * twice, is not what was sent.
 */
export type Fate = 'delivered' | 'dropped' | 'duplicated' | 'corrupted'

export interface PacketSent<Packet> {
  kind: 'packet-sent'
  packet: Packet
}

/** Changes the options that are named; what is queued or under way keeps its time and its fate. */
export interface LinkChanged {
  kind: 'options-changed'
  options: LinkOptions
}

/** `packetNo` counts the packets sent into the link, from 1. */
export type LinkEffect<Packet> =
  /** `copyNo` is 2 for the second arrival of a duplicated packet, else 1. */
  | { kind: 'deliver-packet'; packetNo: number; copyNo: 1 | 2; packet: Packet }
  /** Once for each packet, as it was sent: with its loss, or right after its last arrival. */
  | {
      kind: 'tell-fate'
      packetNo: number
      packet: Packet
      fate: Fate
      /** Why it was dropped: on the way, or because the queue was full. */
      cause?: 'loss' | 'queue'
      sentAtMs: number
      /** When it arrived (first), or when it was dropped; one of the two is there. */
      arrivedAtMs?: number
      diedAtMs?: number
      copyArrivedAtMs?: number
    }

export interface LinkView {
  sent: number
  delivered: number
  dropped: number
  duplicated: number
  corrupted: number
  /** Packets whose fate is not told yet. */
  inFlight: number
  /** Those of them that wait to be sent at the rate, as of the last packet sent. */
  queuedPackets: number
  queuedBytes: number
}

/**
 * One direction of a link. Without jitter, reordering and a delay that is shortened meanwhile it is first
 * in, first out. It looks into packets only through the functions that are given.
 *
 *     sent ──▶ queue ──▶ rate ──▶ lost? corrupted? twice? ──▶ each copy waits its own delay ──▶ arrived
 */
export class Link<Packet>
  implements ProtocolObject<PacketSent<Packet> | LinkChanged, LinkEffect<Packet>, LinkView>
{
  readonly #lane: Lane<Packet>
  readonly #told: Record<Fate, number> = { delivered: 0, dropped: 0, duplicated: 0, corrupted: 0 }
  #sent = 0

  /**
   * `form` tells the length of a packet (that of a Uint8Array, unless told; asked for only with a rate)
   * and corrupts one (needed for `corruptRatio`). Throws a RangeError when an option is out of bounds.
   */
  constructor(options: LinkOptions, random: RandomSource, form: Partial<PacketForm<Packet>> = {}) {
    this.#lane = new Lane(options, random, { bytesOf: byteLength, ...form })
  }

  on(event: PacketSent<Packet> | LinkChanged | TimeReached, nowMs: number): LinkEffect<Packet>[] {
    const effects: LinkEffect<Packet>[] = []
    if (event.kind === 'packet-sent') this.#send(event.packet, nowMs, effects)
    else if (event.kind === 'options-changed') this.#lane.change(event.options)
    for (;;) {
      const flight = this.#lane.takeDue(nowMs)
      if (flight === undefined) return effects
      if (flight.isLost) this.#drop(flight, 'loss', nowMs, effects)
      else this.#arrive(flight, nowMs, effects)
    }
  }

  nextDeadlineMs(): number | undefined {
    return this.#lane.nextDueMs
  }

  view(): LinkView {
    const { delivered, dropped, duplicated, corrupted } = this.#told
    const inFlight = this.#sent - delivered - dropped - duplicated - corrupted
    const { queuedPackets, queuedBytes } = this.#lane
    return { sent: this.#sent, ...this.#told, inFlight, queuedPackets, queuedBytes }
  }

  #send(packet: Packet, nowMs: number, effects: LinkEffect<Packet>[]): void {
    const flight = this.#lane.draw(packet, ++this.#sent, nowMs)
    if (!this.#lane.queue(flight, nowMs)) this.#drop(flight, 'queue', nowMs, effects)
  }

  #drop(
    { packetNo, packet, sentAtMs }: Flight<Packet>,
    cause: 'loss' | 'queue',
    diedAtMs: number,
    effects: LinkEffect<Packet>[],
  ): void {
    this.#told.dropped++
    const fate = 'dropped'
    effects.push({ kind: 'tell-fate', packetNo, packet, fate, cause, sentAtMs, diedAtMs })
  }

  #arrive(flight: Flight<Packet>, nowMs: number, effects: LinkEffect<Packet>[]): void {
    const { packetNo, packet, arriving, sentAtMs } = flight
    const copyNo = flight.arrived === 2 ? 2 : 1
    effects.push({ kind: 'deliver-packet', packetNo, copyNo, packet: arriving })
    if (copyNo === 1) flight.arrivedAtMs = nowMs
    if (copyNo < flight.copies) return
    const fate = fateOf(flight)
    this.#told[fate]++
    const arrivedAtMs = flight.arrivedAtMs ?? nowMs
    const copy = copyNo === 2 ? { copyArrivedAtMs: nowMs } : undefined
    effects.push({ kind: 'tell-fate', packetNo, packet, fate, sentAtMs, arrivedAtMs, ...copy })
  }
}

/** Of a packet that has arrived as often as it will. */
export function fateOf({ packet, arriving, copies }: Flight<unknown>): Fate {
  if (arriving !== packet) return 'corrupted'
  return copies === 2 ? 'duplicated' : 'delivered'
}

function byteLength(packet: unknown): number {
  if (packet instanceof Uint8Array) return packet.length
  throw new TypeError('bytesOf: expected a function that tells the length of a packet, got none')
}
