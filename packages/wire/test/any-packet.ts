import fc from 'fast-check'
import { type EmittablePacket, icmpMessage, type TcpOption, tcpFlagsOf } from '../src/index.ts'

const bits = (count: number) => fc.nat(2 ** count - 1)
const port = bits(16)
const payload = fc.uint8Array({ maxLength: 60 })
const address = (groups: number, join: (some: number[]) => string) =>
  fc.array(bits(groups === 4 ? 8 : 16), { minLength: groups, maxLength: groups }).map(join)

const ipv4Address = address(4, (parts) => parts.join('.'))
/** One zero group would be written, two and more shortened: both come often. */
const ipv6Address = fc
  .array(fc.oneof(fc.constant(0), bits(16)), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((group) => group.toString(16)).join(':'))

const option: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.record({ kind: fc.constant('nop' as const) }),
  fc.record({ kind: fc.constant('mss' as const), mssBytes: bits(16) }),
  fc.record({ kind: fc.constant('window-scale' as const), shift: bits(8) }),
  fc.record({ kind: fc.constant('sack-permitted' as const) }),
  fc.record({
    kind: fc.constant('sack' as const),
    blocks: fc.array(fc.tuple(bits(32), bits(32)), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('timestamps' as const), value: bits(32), echo: bits(32) }),
  fc.record({
    kind: fc.constant('other' as const),
    type: fc.integer({ min: 9, max: 255 }),
    value: fc.uint8Array({ maxLength: 6 }),
  }),
)

const optionBytes = (options: TcpOption[]) =>
  options.reduce((sum, { kind, ...rest }) => sum + sizes[kind](rest), 0)
// biome-ignore lint/suspicious/noExplicitAny: each takes its own option
const sizes: Record<TcpOption['kind'], (rest: any) => number> = {
  end: () => 1,
  nop: () => 1,
  mss: () => 4,
  'window-scale': () => 3,
  'sack-permitted': () => 2,
  sack: ({ blocks }) => 2 + 8 * blocks.length,
  timestamps: () => 10,
  other: ({ value }) => 2 + value.length,
}

const tcp = fc.record({
  kind: fc.constant('tcp' as const),
  sourcePort: port,
  destinationPort: port,
  seqNo: bits(32),
  ackNo: bits(32),
  flags: bits(8).map(tcpFlagsOf),
  window: bits(16),
  urgentPointer: bits(16),
  options: fc.array(option, { maxLength: 4 }).filter((options) => optionBytes(options) <= 40),
  payload,
})

const udp = fc.record({
  kind: fc.constant('udp' as const),
  sourcePort: port,
  destinationPort: port,
  payload,
})

const icmp = (kind: 'icmp' | 'icmpv6') =>
  fc
    .record({ kind: fc.constant(kind), type: bits(8), code: bits(8), rest: bits(32), payload })
    .map(icmpMessage)

const protocolOf = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 } as const

const overIpv4 = fc.oneof(tcp, udp, icmp('icmp')).chain((body) =>
  fc.record({
    ip: fc.record({
      version: fc.constant(4 as const),
      dscp: bits(6),
      ecn: bits(2),
      identification: bits(16),
      dontFragment: fc.boolean(),
      moreFragments: fc.constant(false),
      fragmentOffsetBytes: fc.constant(0),
      ttl: bits(8),
      protocol: fc.constant(protocolOf[body.kind]),
      source: ipv4Address,
      destination: ipv4Address,
      options: fc.nat(10).map((words) => new Uint8Array(4 * words).fill(1)),
    }),
    body: fc.constant(body),
  }),
)

/** A chain of options headers in front of the body, each with its own length. */
const chain = fc.array(fc.record({ header: fc.constantFrom(0, 60), units: fc.nat(2) }), {
  maxLength: 3,
})

const overIpv6 = fc.oneof(tcp, udp, icmp('icmpv6')).chain((body) =>
  fc.record({
    ip: fc.record({
      version: fc.constant(6 as const),
      dscp: bits(6),
      ecn: bits(2),
      flowLabel: bits(20),
      hopLimit: bits(8),
      nextHeader: fc.constant(0),
      source: ipv6Address,
      destination: ipv6Address,
      extensions: chain.map((headers) =>
        headers.map(({ header, units }, i) => {
          const bytes = new Uint8Array(8 + 8 * units)
          bytes[0] = headers[i + 1]?.header ?? protocolOf[body.kind]
          bytes[1] = units
          return { header, bytes }
        }),
      ),
    }),
    body: fc.constant(body),
  }),
)

/** Any packet of TCP, UDP or ICMP with right lengths and checksums left out. */
export const anyPacket: fc.Arbitrary<EmittablePacket> = fc.oneof(
  overIpv4,
  overIpv6.map(({ ip, body }) => ({
    ip: { ...ip, nextHeader: ip.extensions[0]?.header ?? protocolOf[body.kind] },
    body,
  })),
)
