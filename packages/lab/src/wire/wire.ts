import { setTimeout as pause } from 'node:timers/promises'
import {
  type DeliverPacket,
  type LinkOptions,
  Path,
  type PathEffect,
  type PathEvent,
  parseRule,
  type RuleView,
  seededRandom,
} from '@socket-labs/path'
import { endpointToText, type PacketSight, sightOf, tcpFlagsOf } from '@socket-labs/wire'
import type { ScenarioContext } from '../scenario-context.ts'
import { PacketPump } from './packet-pump.ts'
import { PacketRecords } from './packet-records.ts'
import { otherSide, type Side, sides } from './sides.ts'
import { type Ends, StateWatch } from './state-watch.ts'
import { WireEnd } from './wire-end.ts'
import { makeNetworks, type NetworkOptions } from './wire-network.ts'

/** What a scenario gives: where records go, and its seed. */
export type WireContext = Pick<ScenarioContext, 'now' | 'note' | 'record' | 'seed'>

/** The link is the same in both directions unless told; delays are one way. */
export interface WireOptions extends LinkOptions, NetworkOptions {
  /** Only for packets that the client, or the server, sends. */
  fromClient?: LinkOptions
  fromServer?: LinkOptions
  /** In the language of packages/path: `hold SYN+ACK until released`. */
  rules?: readonly string[]
  /** Settings of both kernels, by their names under /proc/sys: `net.ipv4.tcp_sack`. */
  settings?: Readonly<Record<string, string | number>>
  /** False: the link alone, and nothing is written down, no packet and no state. */
  isLogged?: boolean
}

/** A rule that was added, by which what it holds is let go, or it is taken back. */
export interface WireRule {
  /** Lets everything go that it holds, in the order held. It goes on with what comes. */
  release(): void
  /** Takes the rule away; what it holds goes on its way. */
  remove(): void
  /** What it has seen, applied and holds. */
  view(): RuleView
}

interface Parts {
  ends: Record<Side, WireEnd>
  path: Path
  isLogged: boolean
}

const lookEveryMs = 20

/**
 * A wire between two kernels, made for one run. Every packet that either of them sends goes through a
 * link that is an object of ours, and is written down with what became of it.
 *
 * From {@link open} on this process is the client: what it connects, it connects from 10.1.0.1. What is
 * to happen at the server is started with `wire.server`.
 */
export class Wire {
  readonly client: WireEnd
  readonly server: WireEnd
  readonly #ctx: WireContext
  readonly #path: Path
  readonly #pump: PacketPump<PathEvent, PathEffect>
  readonly #records = new PacketRecords()
  readonly #watch: StateWatch
  readonly #isLogged: boolean
  readonly #timer: NodeJS.Timeout
  /** What is under way, by the packets' numbers. */
  readonly #sights = new Map<number, PacketSight>()
  #ruleCount = 0
  #sentCount = 0

  private constructor(ctx: WireContext, { ends, path, isLogged }: Parts) {
    this.#ctx = ctx
    this.client = ends.client
    this.server = ends.server
    this.#path = path
    this.#watch = new StateWatch(ctx, { client: ends.client.reader, server: ends.server.reader })
    this.#pump = new PacketPump({
      path,
      tuns: { client: ends.client.tun, server: ends.server.tun },
      now: () => ctx.now(),
      sent: (from, packet) => this.#sent(from, packet),
      perform: (effect) => this.#perform(effect),
    })
    this.#isLogged = isLogged
    this.#timer = setInterval(() => this.look(), lookEveryMs).unref()
  }

  /** Throws a RangeError for options out of bounds, an Error for a rule that cannot be read. */
  static open(ctx: WireContext, options: WireOptions = {}): Wire {
    const { fromClient, fromServer, rules = [], settings = {}, ...rest } = options
    const { mtuBytes, hasIpv6, isLogged = true, ...link } = rest
    const path = new Path({
      client: { ...link, ...fromClient },
      server: { ...link, ...fromServer },
      random: seededRandom(ctx.seed),
    })
    const networks = makeNetworks({ mtuBytes, hasIpv6 })
    const look = () => wire.look('listen()')
    const ends = {
      client: new WireEnd('client', networks.client, look),
      server: new WireEnd('server', networks.server, look),
    }
    const wire = new Wire(ctx, { ends, path, isLogged })
    for (const side of sides) {
      for (const [name, value] of Object.entries(settings)) ends[side].set(name, value)
    }
    for (const text of rules) wire.rule(text)
    ends.client.network.enter()
    return wire
  }

  /** Adds a rule, `drop the 1st data segment from client`; it counts packets from now on. */
  rule(text: string): WireRule {
    const parsed = parseRule(text)
    if (!parsed.ok) throw new Error(`rule "${text}": ${parsed.message}`)
    const id = `r${++this.#ruleCount}`
    this.#pump.tell({ kind: 'rule-added', id, rule: parsed.rule })
    this.#note(`rule: ${text}`)
    return {
      release: () => this.#pump.tell({ kind: 'rule-released', id }),
      remove: () => this.#pump.tell({ kind: 'rule-removed', id }),
      view: () => this.#path.view().rules.find((one) => one.id === id) ?? gone(id, text),
    }
  }

  /** Changes the link under way, both directions or that of one sender's packets. */
  change(options: LinkOptions, from?: Side): void {
    this.#pump.tell({ kind: 'options-changed', ...(from && { from }), options })
  }

  /** Puts a packet onto the wire as if `from` had sent it. */
  inject(from: Side, packet: Uint8Array): void {
    this.#pump.tell(this.#sent(from, packet))
  }

  /** Reads all sockets of both kernels now, and writes down what has changed. */
  look(trigger = 'no packet: seen by a regular look'): void {
    if (!this.#isLogged) return
    // A packet that waits to be read has changed a state already: it is to be named as the cause.
    this.#pump.catchUp()
    for (const side of sides) this.#watch.lookAround(side, trigger)
  }

  /** Packets that both ends have sent so far, and those that were put in. */
  get packetsSent(): number {
    return this.#sentCount
  }

  /** Packets that are under way or held. */
  get packetsUnderWay(): number {
    return this.#path.view().inFlight
  }

  /** Resolves when nothing is under way and no connection is open or closing, or after `mostMs` (3 000). */
  async settled(mostMs = 3000): Promise<void> {
    const untilMs = this.#ctx.now() + mostMs
    while (this.#ctx.now() < untilMs && (this.packetsUnderWay > 0 || this.#watch.hasConnections)) {
      await pause(lookEveryMs)
    }
  }

  /** Ends the wire; both networks are gone afterwards, with all that was in them. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.look('the wire is closed')
    await this.#pump.stop()
    for (const side of sides) this[side].close()
  }

  /** The path counts packets in the same order. */
  #sent(from: Side, packet: Uint8Array) {
    const packetNo = ++this.#sentCount
    const sight = this.#isLogged ? sightOf(packet) : undefined
    if (sight?.protocol === 'tcp') {
      this.#sights.set(packetNo, sight)
      this.#records.sent(packetNo, sight)
      if (sight.flags & startsOrEnds) {
        this.#watch.lookAt(from, senderEnds(sight), { trigger: `sends ${nameOf(sight)}` })
      }
    }
    return { kind: 'packet-sent', from, packet } as const
  }

  #perform(effect: PathEffect): void {
    if (effect.kind === 'deliver-packet') this.#deliver(effect)
    else if (effect.kind === 'tell-fate') {
      if (!this.#isLogged) return
      this.#sights.delete(effect.packetNo)
      this.#ctx.record(this.#records.record(effect), effect.packet)
    } else if (effect.kind === 'tell-held') {
      const sight = sightOf(effect.packet)
      const name = sight ? nameOf(sight) : 'a packet'
      this.#note(`held: ${name} from ${effect.from} (${effect.rule})`, {
        packetNo: effect.packetNo,
        ...(sight && endsOf(sight)),
      })
    }
  }

  #deliver({ to, packet, packetNo }: DeliverPacket): void {
    this[to].tun.write(packet)
    const sight = this.#sights.get(packetNo)
    if (!sight || !(sight.flags & startsOrEnds || this.#watch.isMoving(to))) return
    const { local: remote, remote: local } = senderEnds(sight)
    const trigger = `${nameOf(sight)} from ${otherSide(to)}`
    this.#watch.lookAt(to, { local, remote }, { trigger, triggerPacketNo: packetNo })
  }

  #note(text: string, fields: Record<string, unknown> = {}): void {
    this.#ctx.record({ ...fields, kind: 'note', at: 'wire', origin: 'observed', text })
  }
}

function gone(id: string, rule: string): RuleView {
  return { id, rule, seen: 0, applied: 0, held: 0 }
}

/** By which the record finds its connection. */
function endsOf({ source, sourcePort, destination, destinationPort }: PacketSight) {
  const local = endpointToText(source, sourcePort)
  return { local, remote: endpointToText(destination, destinationPort) }
}

function senderEnds(sight: PacketSight): Ends {
  return {
    local: { address: sight.source, port: sight.sourcePort },
    remote: { address: sight.destination, port: sight.destinationPort },
  }
}

/** FIN, SYN and RST: the bits that change a connection's state by themselves. */
const startsOrEnds = 0b111

/** `SYN+ACK`, `ACK`, `data`, `data+FIN`. */
function nameOf({ protocol, flags, payloadBytes }: PacketSight): string {
  if (protocol !== 'tcp') return protocol
  const said = tcpFlagsOf(flags).filter((flag) => ['SYN', 'FIN', 'RST', 'ACK'].includes(flag))
  const isPlain = said.length === 1 && said[0] === 'ACK'
  if (payloadBytes === 0) return said.join('+')
  return isPlain ? 'data' : ['data', ...said.filter((flag) => flag !== 'ACK')].join('+')
}
