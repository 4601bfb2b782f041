/** Two ends that close, in virtual time, over a path with the learner's rule. */
import { driveVirtually, Path, seededRandom, VirtualClock } from '@socket-labs/path'
import {
  emitPacket,
  parsePacket,
  type TcpFlag,
  tcpPacket,
  verifyChecksums,
} from '@socket-labs/wire'

export type Side = 'client' | 'server'

/** The times of the assignment, in ms. */
export const closeTimes = { travelMs: 20, serverLeastMs: 100, serverMostMs: 300, releaseMs: 600 }
const firstRetryMs = 240
const mostTries = 5

/** What became of a close. */
export interface Closing {
  /** The states of each end, from the first that is not ESTABLISHED. */
  walks: Record<Side, string[]>
  /** Of each end's FIN, as it first arrived: when, and which of those that were sent. */
  arrived: Partial<Record<Side, { atMs: number; tryNo: number }>>
  /** To how many packets the rule was applied. */
  applied: number
}

/** Closes both ends, the server's `serverMs` after the client's. Throws a RangeError for what is no rule. */
export function closeBoth(rule: string, serverMs: number): Closing {
  const clock = new VirtualClock()
  const way = { delayMs: closeTimes.travelMs }
  const path = new Path({ client: way, server: way, random: seededRandom(1) })
  const tell = driveVirtually(clock, path, (effect) => {
    if (effect.kind === 'deliver-packet') ends[effect.to].receive(effect.packet)
  })
  const sends = (from: Side) => (packet: Uint8Array) => tell({ kind: 'packet-sent', from, packet })
  const ends = {
    client: new End(1, clock, sends('client')),
    server: new End(2, clock, sends('server')),
  }
  tell({ kind: 'rule-added', id: 'rule', rule })
  clock.schedule(0, () => ends.client.close())
  clock.schedule(serverMs, () => ends.server.close())
  clock.schedule(closeTimes.releaseMs, () => tell({ kind: 'rule-released', id: 'rule' }))
  clock.run({ untilMs: firstRetryMs * 2 ** mostTries })
  const { client, server } = ends
  return {
    walks: { client: client.walk, server: server.walk },
    arrived: {
      ...(server.heard && { client: server.heard }),
      ...(client.heard && { server: client.heard }),
    },
    applied: path.view().rules[0]?.applied ?? 0,
  }
}

type Arrows = Readonly<Record<string, string>>
const atClose: Arrows = { ESTABLISHED: 'FIN_WAIT_1', CLOSE_WAIT: 'LAST_ACK' }
const atFin: Arrows = { ESTABLISHED: 'CLOSE_WAIT', FIN_WAIT_1: 'CLOSING', FIN_WAIT_2: 'TIME_WAIT' }
const atAck: Arrows = { FIN_WAIT_1: 'FIN_WAIT_2', CLOSING: 'TIME_WAIT', LAST_ACK: 'CLOSED' }

/** One end of an open connection without data: its FIN has number 1, and is acknowledged by 2. */
class End {
  readonly walk: string[] = []
  readonly #from: string
  readonly #to: string
  readonly #clock: VirtualClock
  readonly #send: (packet: Uint8Array) => void
  #state = 'ESTABLISHED'
  #tries = 0
  #isAcked = false
  /** The FIN of the other, as it first came. */
  heard: { atMs: number; tryNo: number } | undefined

  constructor(host: 1 | 2, clock: VirtualClock, send: (packet: Uint8Array) => void) {
    this.#from = `10.1.0.${host}`
    this.#to = `10.1.0.${3 - host}`
    this.#clock = clock
    this.#send = send
  }

  close(): void {
    this.#move(atClose)
    this.#sendFin()
  }

  receive(bytes: Uint8Array): void {
    const parsed = parsePacket(bytes)
    const isWhole = verifyChecksums(bytes).body === 'good'
    if (!isWhole || !parsed.ok || parsed.packet.body.kind !== 'tcp') return
    const { flags, ackNo, urgentPointer } = parsed.packet.body
    const isAck = ackNo === 2 && this.#tries > 0 && !this.#isAcked
    this.#isAcked ||= isAck
    const hasFin = flags.includes('FIN')
    if (isAck && hasFin && this.#state === 'FIN_WAIT_1') this.#enter('TIME_WAIT')
    else if (isAck) this.#move(atAck)
    if (!hasFin) return
    if (!this.heard) this.#move(atFin)
    this.heard ??= { atMs: this.#clock.nowMs, tryNo: urgentPointer }
    this.#emit(['ACK'], this.#tries > 0 ? 2 : 1)
  }

  #sendFin(): void {
    if (this.#isAcked || this.#tries === mostTries) return
    const waitMs = firstRetryMs * 2 ** this.#tries++
    this.#emit(['FIN', 'ACK'], 1)
    this.#clock.schedule(this.#clock.nowMs + waitMs, () => this.#sendFin())
  }

  #emit(flags: TcpFlag[], seqNo: number): void {
    const from = { address: this.#from, port: 80 }
    const to = { address: this.#to, port: 80 }
    const ackNo = this.heard ? 2 : 1
    // Nothing is urgent without URG: the field is free to say which FIN this is.
    const urgentPointer = flags.includes('FIN') ? this.#tries : 0
    this.#send(emitPacket(tcpPacket({ from, to, flags, seqNo, ackNo, urgentPointer })))
  }

  #move(arrows: Arrows): void {
    const next = arrows[this.#state]
    if (next) this.#enter(next)
  }

  #enter(state: string): void {
    this.#state = state
    this.walk.push(state)
  }
}
