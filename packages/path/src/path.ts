import { type PacketSight, sightOf } from '@socket-labs/wire'
import { Direction, type Parcel, withBytes } from './direction.ts'
import { Holds } from './holds.ts'
import type { Flight } from './lane.ts'
import { type Fate, fateOf } from './link.ts'
import type { LinkOptions } from './link-options.ts'
import type { PathEffect, PathEvent, PathView, RuleView, TellFate } from './path-events.ts'
import type { ProtocolObject, TimeReached } from './protocol-object.ts'
import { type ListedRule, RuleList } from './rule-list.ts'
import { damagePacket } from './rules/damage-packet.ts'
import type { Damage, HoldEnd, Side } from './rules/rule.ts'
import { type RandomSource, seededRandom } from './seeded-random.ts'

/** How bad the path is for what each side sends, and its chance. */
export interface PathOptions {
  client?: LinkOptions
  server?: LinkOptions
  random: RandomSource
}

/**
 * A two-way link for IP packets, with rules. Its two directions never disturb each other. A packet meets
 * the rules once, when it is sent; a held one is queued when it is let go.
 *
 *     sent ──▶ rules ──▶ queue ──▶ rate ──▶ lost? corrupted? twice? ──▶ delay ──▶ arrived
 *                └─ drop, hold, or an order for the way
 */
export class Path implements ProtocolObject<PathEvent, PathEffect, PathView> {
  readonly #client: Direction
  readonly #server: Direction
  readonly #rules = new RuleList()
  readonly #holds = new Holds<Flight<Parcel>>()
  #sent = 0
  #effects: PathEffect[] = []

  /** Throws a RangeError for an option out of bounds. */
  constructor({ client = {}, server = {}, random }: PathOptions) {
    const fork = () => seededRandom(random() * 4294967296)
    this.#client = new Direction('server', client, fork())
    this.#server = new Direction('client', server, fork())
  }

  /** Throws a RangeError for options out of bounds, a rule that is none, and an id that is not known. */
  on(event: PathEvent | TimeReached, nowMs: number): PathEffect[] {
    const effects: PathEffect[] = []
    this.#effects = effects
    for (let free = this.#holds.takeDue(nowMs); free; free = this.#holds.takeDue(nowMs)) {
      this.#letGo(free, nowMs)
    }
    if (event.kind === 'packet-sent') this.#send(event.from, event.packet, nowMs)
    else if (event.kind !== 'time-reached') this.#obey(event, nowMs)
    this.#arriveDue(nowMs)
    return effects
  }

  nextDeadlineMs(): number | undefined {
    const clientMs = this.#client.lane.nextDueMs
    const serverMs = this.#server.lane.nextDueMs
    return earlier(earlier(clientMs, serverMs), this.#holds.nextDueMs)
  }

  view(): PathView {
    const heldFrom = (side: Side) => this.#holds.count(({ from }) => from === side)
    const client = this.#client.view(heldFrom('client'))
    const server = this.#server.view(heldFrom('server'))
    const inFlight = client.inFlight + server.inFlight
    return { client, server, inFlight, rules: this.#rules.all.map((rule) => this.#viewRule(rule)) }
  }

  #viewRule({ id, compiled }: ListedRule): RuleView {
    const { seen, applied } = compiled
    const held = this.#holds.count(({ ruleId }) => ruleId === id)
    return { id, rule: compiled.rule.text, seen, applied, held }
  }

  #obey(event: Exclude<PathEvent, { kind: 'packet-sent' }>, nowMs: number): void {
    if (event.kind === 'rule-added') this.#rules.add(event.id, event.rule)
    else if (event.kind === 'options-changed') this.#change(event.options, event.from)
    else {
      if (event.kind === 'rule-removed') this.#rules.remove(event.id)
      else if (event.id !== undefined) this.#rules.require(event.id)
      for (const free of this.#holds.release(event.id)) this.#letGo(free, nowMs)
    }
  }

  #change(options: LinkOptions, from: Side | undefined): void {
    const changed = from === undefined ? [this.#client, this.#server] : [this.#direction(from)]
    // Both or none.
    for (const { lane } of changed) lane.check(options)
    for (const { lane } of changed) lane.change(options)
  }

  #send(from: Side, bytes: Uint8Array, nowMs: number): void {
    const direction = this.#direction(from)
    direction.sent++
    const sight = sightOf(bytes)
    const isAgain = sight !== undefined && direction.sentBefore.see(sight)
    const rule = this.#rules.ask(from, sight, isAgain)
    const parcel: Parcel = { bytes, from, rule, heldSinceMs: undefined, heldMs: undefined }
    // Drawn for every packet, even one that a rule drops: a rule leaves the luck of others as it was.
    const flight = direction.lane.draw(parcel, ++this.#sent, nowMs)
    if (rule === undefined) this.#queue(flight, nowMs)
    else this.#apply(rule, { flight, sight, nowMs })
  }

  #apply(
    { id, compiled }: ListedRule,
    packet: { flight: Flight<Parcel>; sight: PacketSight | undefined; nowMs: number },
  ): void {
    const { flight, sight, nowMs } = packet
    const { order } = compiled.rule
    if (order.action === 'drop') this.#drop(flight, 'rule', nowMs)
    else if (order.action === 'hold') this.#hold(flight, { ruleId: id, until: order.until }, nowMs)
    else {
      if (order.action === 'delay') flight.extraDelayMs = flight.packet.heldMs = order.byMs
      else if (order.action === 'duplicate') flight.copies = 2
      else flight.corrupt = corruption(order.damage, sight)
      this.#queue(flight, nowMs)
    }
  }

  #hold(flight: Flight<Parcel>, terms: { ruleId: string; until: HoldEnd }, nowMs: number): void {
    const { packetNo, packet } = flight
    const { from, bytes, rule } = packet
    packet.heldSinceMs = nowMs
    this.#holds.add(flight, { ...terms, from, packetNo }, nowMs)
    const text = rule?.compiled.rule.text ?? ''
    this.#effects.push({ kind: 'tell-held', packetNo, from, packet: bytes, rule: text })
  }

  /** Queues what was held. */
  #letGo(flight: Flight<Parcel>, nowMs: number): void {
    const parcel = flight.packet
    parcel.heldMs = nowMs - (parcel.heldSinceMs ?? nowMs)
    this.#queue(flight, nowMs)
  }

  #queue(flight: Flight<Parcel>, nowMs: number): void {
    const { from } = flight.packet
    const hasRoom = this.#direction(from).lane.queue(flight, nowMs)
    if (!hasRoom) this.#drop(flight, 'queue', nowMs)
    else for (const free of this.#holds.pass(from, flight.packetNo)) this.#letGo(free, nowMs)
  }

  #arriveDue(nowMs: number): void {
    for (;;) {
      const direction = this.#firstDue()
      const flight = direction.lane.takeDue(nowMs)
      if (flight === undefined) return
      if (flight.isLost) this.#drop(flight, 'loss', nowMs)
      else this.#arrive(flight, direction, nowMs)
    }
  }

  #firstDue(): Direction {
    const clientMs = this.#client.lane.nextDueMs ?? Number.POSITIVE_INFINITY
    const serverMs = this.#server.lane.nextDueMs ?? Number.POSITIVE_INFINITY
    return clientMs <= serverMs ? this.#client : this.#server
  }

  #arrive(flight: Flight<Parcel>, direction: Direction, nowMs: number): void {
    const { packetNo, arriving } = flight
    const copyNo = flight.arrived === 2 ? 2 : 1
    const { to } = direction
    this.#effects.push({ kind: 'deliver-packet', to, packetNo, copyNo, packet: arriving.bytes })
    if (copyNo === 1) flight.arrivedAtMs = nowMs
    if (copyNo < flight.copies) return
    const tell = this.#tell(flight, fateOf(flight))
    tell.arrivedAtMs = flight.arrivedAtMs
    if (copyNo === 2) tell.copyArrivedAtMs = nowMs
    if (arriving !== flight.packet) tell.arrivedPacket = arriving.bytes
    if (isByRule(flight, tell.fate)) tell.cause = 'rule'
  }

  #drop(flight: Flight<Parcel>, cause: 'loss' | 'queue' | 'rule', nowMs: number): void {
    this.#direction(flight.packet.from).droppedBy[cause]++
    const tell = this.#tell(flight, 'dropped')
    tell.cause = cause
    tell.diedAtMs = nowMs
  }

  /** Tells a fate; what only some packets have is for the caller to add. */
  #tell({ packetNo, packet, sentAtMs }: Flight<Parcel>, fate: Fate): TellFate {
    const { from, bytes, rule, heldMs } = packet
    this.#direction(from).fates[fate]++
    const tell: TellFate = { kind: 'tell-fate', packetNo, from, packet: bytes, fate, sentAtMs }
    if (rule !== undefined) tell.rule = rule.compiled.rule.text
    if (heldMs !== undefined) tell.heldMs = heldMs
    this.#effects.push(tell)
    return tell
  }

  #direction(from: Side): Direction {
    return from === 'client' ? this.#client : this.#server
  }
}

function corruption(damage: Damage, sight: PacketSight | undefined) {
  const payloadAt = sight?.payloadAt ?? Number.POSITIVE_INFINITY
  return (parcel: Parcel, random: RandomSource) =>
    withBytes(parcel, damagePacket(parcel.bytes, { damage, payloadAt }, random))
}

/** Whether a rule, and not chance, asked for what became of the packet. */
function isByRule({ packet }: Flight<Parcel>, fate: Fate): boolean {
  const action = packet.rule?.compiled.rule.order.action
  return (
    (fate === 'duplicated' && action === 'duplicate') ||
    (fate === 'corrupted' && action === 'corrupt')
  )
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Math.min(a, b)
}
