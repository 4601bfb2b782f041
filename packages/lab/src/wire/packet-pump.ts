import type { ProtocolObject } from '@socket-labs/path'
import { Readiness, type Tun } from '@socket-labs/system'
import { type Side, sides } from './sides.ts'

/** One packet at a time is read into it; whoever keeps a packet keeps a copy. */
const longestPacketBytes = 65_536
/** Packets are kept side by side in pieces of memory of this size: one for each would cost as much as sending it. */
const slabBytes = 256 * 1024
/** Packets read from one side before the other side has its turn. */
const turn = 64

export interface PumpOptions<Event, Effect> {
  path: ProtocolObject<Event, Effect>
  tuns: Record<Side, Tun>
  /** Milliseconds on the clock of the path. */
  now(): number
  /** The event that a packet is for the path. `packet` is the receiver's to keep. */
  sent(from: Side, packet: Uint8Array): Event
  perform(effect: Effect, nowMs: number): void
}

/**
 * Drives a path in real time between two TUN devices: tells it each packet that a kernel sends, and when
 * its deadline has come, and performs every effect.
 */
export class PacketPump<Event, Effect> {
  readonly #options: PumpOptions<Event, Effect>
  readonly #readiness: Readiness
  readonly #buffer = Buffer.allocUnsafeSlow(longestPacketBytes)
  #slab = new Uint8Array(slabBytes)
  #slabUsed = 0
  #wakesAtMs = Number.POSITIVE_INFINITY
  #isStopped = false
  /** Rejects when the pump broke; resolves when it was stopped. */
  readonly ended: Promise<void>

  constructor(options: PumpOptions<Event, Effect>) {
    this.#options = options
    const { client, server } = options.tuns
    this.#readiness = new Readiness([client.fd, server.fd])
    this.ended = this.#run()
  }

  /** Tells the path something now. */
  tell(event: Event): void {
    const { path, now } = this.#options
    const nowMs = now()
    this.#performAll(path.on(event, nowMs), nowMs)
    this.#wakeInTime()
  }

  /** Reads what waits at both devices now, without waiting for the loop. */
  catchUp(): void {
    this.#drainBoth()
    this.#wakeInTime()
  }

  /** Resolves when nothing is read or written any more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#readiness.wake()
    await this.ended
    await this.#readiness.close()
  }

  async #run(): Promise<void> {
    const { path, now } = this.#options
    while (!this.#isStopped) {
      const isAllRead = this.#drainBoth()
      this.#reachTime()
      const deadlineMs = path.nextDeadlineMs()
      this.#wakesAtMs = isAllRead ? (deadlineMs ?? Number.POSITIVE_INFINITY) : now()
      await this.#readiness.wait(
        this.#wakesAtMs === Number.POSITIVE_INFINITY ? undefined : this.#wakesAtMs - now(),
      )
      this.#wakesAtMs = Number.NEGATIVE_INFINITY
    }
  }

  /** Ends the wait that would last longer than the path's deadline. */
  #wakeInTime(): void {
    const deadlineMs = this.#options.path.nextDeadlineMs()
    if (deadlineMs !== undefined && deadlineMs < this.#wakesAtMs) this.#readiness.wake()
  }

  /** Each side has its turn. False when there may be more. */
  #drainBoth(): boolean {
    return sides.map((side) => this.#drain(side)).every(Boolean)
  }

  /** False when there may be more. */
  #drain(from: Side): boolean {
    const { path, tuns, now, sent } = this.#options
    for (let i = 0; i < turn; i++) {
      const bytes = tuns[from].read(this.#buffer)
      if (bytes === 0) return true
      const nowMs = now()
      const packet = this.#keep(bytes)
      this.#performAll(path.on(sent(from, packet), nowMs), nowMs)
    }
    return false
  }

  /** A copy of what was read, in memory that is never used again. No Buffer: its slices would be views. */
  #keep(bytes: number): Uint8Array {
    if (this.#slabUsed + bytes > this.#slab.length) {
      this.#slab = new Uint8Array(slabBytes)
      this.#slabUsed = 0
    }
    const packet = this.#slab.subarray(this.#slabUsed, this.#slabUsed + bytes)
    packet.set(this.#buffer.subarray(0, bytes))
    this.#slabUsed += bytes
    return packet
  }

  #reachTime(): void {
    const { path, now } = this.#options
    const nowMs = now()
    const deadlineMs = path.nextDeadlineMs()
    if (deadlineMs === undefined || deadlineMs > nowMs) return
    this.#performAll(path.on({ kind: 'time-reached' }, nowMs), nowMs)
  }

  #performAll(effects: Effect[], nowMs: number): void {
    for (const effect of effects) this.#options.perform(effect, nowMs)
  }
}
