import { Lane } from './lane.ts'
import type { Fate } from './link.ts'
import type { LinkOptions } from './link-options.ts'
import type { DirectionView } from './path-events.ts'
import type { ListedRule } from './rule-list.ts'
import { flipBitBehindIpHeader } from './rules/damage-packet.ts'
import type { Side } from './rules/rule.ts'
import { SentBefore } from './rules/sent-before.ts'
import type { RandomSource } from './seeded-random.ts'

/** A packet, and what rules did to it. */
export interface Parcel {
  bytes: Uint8Array
  from: Side
  rule: ListedRule | undefined
  heldSinceMs: number | undefined
  heldMs: number | undefined
}

const form = {
  bytesOf: ({ bytes }: Parcel) => bytes.length,
  corrupt: (parcel: Parcel, random: RandomSource) =>
    withBytes(parcel, flipBitBehindIpHeader(parcel.bytes, random)),
}

/** One direction: its lane, and what is counted there. */
export class Direction {
  readonly to: Side
  readonly lane: Lane<Parcel>
  readonly sentBefore = new SentBefore()
  readonly fates: Record<Fate, number> = { delivered: 0, dropped: 0, duplicated: 0, corrupted: 0 }
  readonly droppedBy = { loss: 0, queue: 0, rule: 0 }
  sent = 0

  constructor(to: Side, options: LinkOptions, random: RandomSource) {
    this.to = to
    this.lane = new Lane(options, random, form)
  }

  view(held: number): DirectionView {
    const { sent, fates, lane } = this
    const { queuedPackets, queuedBytes } = lane
    const told = fates.delivered + fates.dropped + fates.duplicated + fates.corrupted
    const droppedBy = { ...this.droppedBy }
    return { sent, ...fates, droppedBy, inFlight: sent - told, held, queuedPackets, queuedBytes }
  }
}

/** The parcel with other bytes; itself when they are the same. */
export function withBytes(parcel: Parcel, bytes: Uint8Array): Parcel {
  return bytes === parcel.bytes ? parcel : { ...parcel, bytes }
}
