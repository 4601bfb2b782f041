import type { Fate } from './link.ts'
import type { LinkOptions } from './link-options.ts'
import type { Rule, Side } from './rules/rule.ts'

export type PathEvent =
  /** An IP packet, sent by a side or put in as if it had been. It must not be changed afterwards. */
  | { kind: 'packet-sent'; from: Side; packet: Uint8Array }
  /** Asked after the rules before it, from the next packet on. */
  | { kind: 'rule-added'; id: string; rule: Rule | string }
  /** What it holds goes on its way. */
  | { kind: 'rule-removed'; id: string }
  /** What it holds now goes on its way; it holds what comes later. Without `id`: all that is held. */
  | { kind: 'rule-released'; id?: string }
  /** Changes the options that are named, in one direction or both; what is under way keeps its time. */
  | { kind: 'options-changed'; from?: Side; options: LinkOptions }

/** `packetNo` counts all packets of the path, from 1, in the order sent. */
export type PathEffect = DeliverPacket | TellFate | TellHeld

export interface DeliverPacket {
  kind: 'deliver-packet'
  to: Side
  packetNo: number
  /** 2 for the second arrival of a duplicated packet, else 1. */
  copyNo: 1 | 2
  packet: Uint8Array
}

/** Once for each packet: when it is dropped, or right after its last arrival. */
export interface TellFate {
  kind: 'tell-fate'
  packetNo: number
  from: Side
  /** As it was sent. */
  packet: Uint8Array
  /** As it arrived, where that is not the same. */
  arrivedPacket?: Uint8Array
  fate: Fate
  /** Why it was not simply delivered; absent too for what chance duplicated or corrupted. */
  cause?: 'loss' | 'queue' | 'rule'
  /** The rule that was applied to it, whatever became of it then. */
  rule?: string
  sentAtMs: number
  arrivedAtMs?: number
  copyArrivedAtMs?: number
  /** When it was dropped; for a loss on the way that is half way. */
  diedAtMs?: number
  /** How long a rule held or delayed it. */
  heldMs?: number
}

/** At once, when a rule begins to hold a packet. */
export interface TellHeld {
  kind: 'tell-held'
  packetNo: number
  from: Side
  packet: Uint8Array
  rule: string
}

export interface DirectionView {
  sent: number
  delivered: number
  dropped: number
  duplicated: number
  corrupted: number
  droppedBy: { loss: number; queue: number; rule: number }
  /** Packets whose fate is not told yet, the held ones among them. */
  inFlight: number
  held: number
  queuedPackets: number
  queuedBytes: number
}

export interface RuleView {
  id: string
  rule: string
  /** Packets that are of its kind, direction and ports, since it was added. */
  seen: number
  applied: number
  held: number
}

export interface PathView {
  client: DirectionView
  server: DirectionView
  /** Of both directions. */
  inFlight: number
  rules: RuleView[]
}
