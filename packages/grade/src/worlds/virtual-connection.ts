import {
  driveVirtually,
  Link,
  type LinkEffect,
  type LinkOptions,
  type ProtocolObject,
  type RandomSource,
  VirtualClock,
} from '@socket-labs/path'

/** What a sender is told, besides that its deadline has come. */
export type SenderEvent<Answer> = { kind: 'started' } | { kind: 'answer-arrived'; answer: Answer }
export interface SendPacket<Packet> {
  kind: 'send-packet'
  packet: Packet
}
export type Sender<Packet, Answer> = ProtocolObject<SenderEvent<Answer>, SendPacket<Packet>>

/** A packet as it arrives: which it was of all that were sent (from 1), and which copy. */
export interface Arrival<Packet> {
  packet: Packet
  packetNo: number
  copyNo: 1 | 2
}

export interface VirtualConnection<Packet, Answer> {
  sender: Sender<Packet, Answer>
  /** The receiving end: what is answered to each arrival. */
  receive(arrival: Arrival<Packet>): Answer
  link: LinkOptions
  /** For the packets on their way there, and the answers on their way back. */
  randomThere: RandomSource
  randomBack: RandomSource
  /** Besides: happens every so often while the connection lives. */
  every?: { periodMs: number; happen(): void }
  /** When the connection has ended for good. */
  isOver(): boolean
  /** 10 s unless told: virtual, so it costs nothing. */
  longestMs?: number
}

/** Runs a connection over two links in virtual time until it is over. */
export function runVirtually<Packet, Answer>(connection: VirtualConnection<Packet, Answer>): void {
  const { sender, receive, link, every, isOver, longestMs = 10_000 } = connection
  const clock = new VirtualClock()
  const takeBack = (effect: LinkEffect<Answer>) => {
    if (effect.kind !== 'deliver-packet') return
    tellSender({ kind: 'answer-arrived', answer: effect.packet })
  }
  const back = driveVirtually(clock, new Link<Answer>(link, connection.randomBack), takeBack)
  const takeThere = (effect: LinkEffect<Packet>) => {
    if (effect.kind === 'deliver-packet') back({ kind: 'packet-sent', packet: receive(effect) })
  }
  const there = driveVirtually(clock, new Link<Packet>(link, connection.randomThere), takeThere)
  const tellSender = driveVirtually(clock, sender, ({ packet }) =>
    there({ kind: 'packet-sent', packet }),
  )
  const tick = () => {
    if (isOver()) return
    every?.happen()
    clock.schedule(clock.nowMs + (every?.periodMs ?? longestMs), tick)
  }
  clock.schedule(every?.periodMs ?? longestMs, tick)
  tellSender({ kind: 'started' })
  clock.run({ untilMs: longestMs })
}
