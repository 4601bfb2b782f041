import { beforeEach, expect, test } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { type PacketField, packetFields, parsePacket } from '../src/index.ts'
import { readPcapng } from '../src/pcapng/index.ts'
import { allCaptures, ipPacketOf } from './captures.ts'
import { tsharkFields } from './tshark.ts'

beforeEach((context) => needs(context, 'tshark'))

/** Our key, tshark's field, and what to do to our number where tshark counts in other units. */
const numbers: [key: string, field: string, units?: (raw: number) => number][] = [
  ['ip.version', 'ip.version'],
  ['ip.ihl', 'ip.hdr_len', (words) => 4 * words],
  ['ip.dscp', 'ip.dsfield.dscp'],
  ['ip.ecn', 'ip.dsfield.ecn'],
  ['ip.totalBytes', 'ip.len'],
  ['ip.identification', 'ip.id'],
  ['ip.reservedFlag', 'ip.flags.rb'],
  ['ip.dontFragment', 'ip.flags.df'],
  ['ip.moreFragments', 'ip.flags.mf'],
  ['ip.fragmentOffset', 'ip.frag_offset'],
  ['ip.ttl', 'ip.ttl'],
  ['ip.protocol', 'ip.proto'],
  ['ip.checksum', 'ip.checksum'],
  ['ipv6.version', 'ipv6.version'],
  ['ipv6.dscp', 'ipv6.tclass.dscp'],
  ['ipv6.ecn', 'ipv6.tclass.ecn'],
  ['ipv6.flowLabel', 'ipv6.flow'],
  ['ipv6.payloadBytes', 'ipv6.plen'],
  ['ipv6.nextHeader', 'ipv6.nxt'],
  ['ipv6.hopLimit', 'ipv6.hlim'],
  ['ipv6.hopByHop.nextHeader', 'ipv6.hopopts.nxt'],
  ['ipv6.hopByHop.length', 'ipv6.hopopts.len'],
  ['ipv6.fragment.nextHeader', 'ipv6.fraghdr.nxt'],
  ['ipv6.fragment.reserved', 'ipv6.fraghdr.reserved_octet'],
  ['ipv6.fragment.offset', 'ipv6.fraghdr.offset'],
  ['ipv6.fragment.moreFragments', 'ipv6.fraghdr.more'],
  ['ipv6.fragment.identification', 'ipv6.fraghdr.ident'],
  ['tcp.sourcePort', 'tcp.srcport'],
  ['tcp.destinationPort', 'tcp.dstport'],
  ['tcp.seqNo', 'tcp.seq_raw'],
  ['tcp.ackNo', 'tcp.ack_raw'],
  ['tcp.dataOffset', 'tcp.hdr_len', (words) => 4 * words],
  ['tcp.flags', 'tcp.flags'],
  ['tcp.flags.cwr', 'tcp.flags.cwr'],
  ['tcp.flags.ece', 'tcp.flags.ece'],
  ['tcp.flags.urg', 'tcp.flags.urg'],
  ['tcp.flags.ack', 'tcp.flags.ack'],
  ['tcp.flags.psh', 'tcp.flags.push'],
  ['tcp.flags.rst', 'tcp.flags.reset'],
  ['tcp.flags.syn', 'tcp.flags.syn'],
  ['tcp.flags.fin', 'tcp.flags.fin'],
  ['tcp.window', 'tcp.window_size_value'],
  ['tcp.checksum', 'tcp.checksum'],
  ['tcp.urgentPointer', 'tcp.urgent_pointer'],
  ['tcp.option.kind', 'tcp.option_kind'],
  ['tcp.option.length', 'tcp.option_len'],
  ['tcp.option.mss', 'tcp.options.mss_val'],
  ['tcp.option.windowScale', 'tcp.options.wscale.shift'],
  ['tcp.option.sack.left', 'tcp.options.sack_le'],
  ['tcp.option.sack.right', 'tcp.options.sack_re'],
  ['tcp.option.timestamps.value', 'tcp.options.timestamp.tsval'],
  ['tcp.option.timestamps.echo', 'tcp.options.timestamp.tsecr'],
  ['udp.sourcePort', 'udp.srcport'],
  ['udp.destinationPort', 'udp.dstport'],
  ['udp.lengthBytes', 'udp.length'],
  ['udp.checksum', 'udp.checksum'],
  ['icmp.type', 'icmp.type'],
  ['icmp.code', 'icmp.code'],
  ['icmp.checksum', 'icmp.checksum'],
  ['icmp.identifier', 'icmp.ident'],
  ['icmp.sequenceNo', 'icmp.seq'],
  ['icmpv6.type', 'icmpv6.type'],
  ['icmpv6.code', 'icmpv6.code'],
  ['icmpv6.checksum', 'icmpv6.checksum'],
  ['icmpv6.identifier', 'icmpv6.echo.identifier'],
  ['icmpv6.sequenceNo', 'icmpv6.echo.sequence_number'],
]

const addresses = [
  ['ip.source', 'ip.src'],
  ['ip.destination', 'ip.dst'],
  ['ipv6.source', 'ipv6.src'],
  ['ipv6.destination', 'ipv6.dst'],
] as const

/** Fields with a number for which tshark has none of its own. */
const ours = ['tcp.reserved', 'icmp.unused', 'icmpv6.unused', 'icmp.rest', 'icmpv6.rest']

const tsharkNames = [...numbers, ...addresses].map(([, field]) => field)

/** The fields with the key, first those of the packet, then those of one that it quotes. */
function fieldsOf(fields: PacketField[], key: string): PacketField[] {
  return fields.filter((field) => field.key === key || field.key === `quoted.${key}`)
}

/** Newer versions say True and False. The version of IPv6 is told by IPv4's name as well. */
function numbersOf(shown: string[], field: string): number[] {
  return shown
    .map((value) => (value === 'True' ? 1 : value === 'False' ? 0 : Number(value)))
    .filter((number) => field !== 'ip.version' || number !== 6)
}

function isFragment(bytes: Uint8Array): boolean {
  const parsed = parsePacket(bytes)
  return parsed.ok && parsed.packet.body.kind === 'fragment'
}

test('each number and address of each packet is what tshark says, in quoted packets too', async () => {
  const file = allCaptures()
  const shown = await tsharkFields(file, tsharkNames)
  const { packets } = readPcapng(file)
  expect(shown).toHaveLength(packets.length)
  const seen = new Set<string>()
  for (const [n, packet] of packets.entries()) {
    const bytes = ipPacketOf(packet)
    const fields = packetFields(bytes)
    const mine: Record<string, unknown[]> = {}
    const theirs: Record<string, unknown[]> = {}
    for (const [key, field, units = (raw: number) => raw] of numbers) {
      // tshark looks into a first fragment; here only all fragments together tell what they carry.
      if (isFragment(bytes) && !key.startsWith('ip')) continue
      mine[key] = fieldsOf(fields, key).map(({ raw }) => units(raw as number))
      theirs[key] = numbersOf(shown[n]?.[field] ?? [], field)
      if (mine[key].length > 0) seen.add(key)
    }
    for (const [key, field] of addresses) {
      mine[key] = fieldsOf(fields, key).map(({ value }) => value)
      theirs[key] = shown[n]?.[field] ?? []
    }
    expect(mine, `packet ${n + 1}`).toEqual(theirs)
  }
  expect(numbers.map(([key]) => key).filter((key) => !seen.has(key))).toEqual([])
})

test('no number of ours is left out of that comparison', () => {
  const compared = new Set([...numbers.map(([key]) => key), ...ours])
  const left = readPcapng(allCaptures())
    .packets.flatMap((packet) => packetFields(ipPacketOf(packet)))
    .filter(({ key, raw }) => raw !== undefined && !compared.has(key.replace('quoted.', '')))
  expect([...new Set(left.map(({ key }) => key))]).toEqual([])
})
