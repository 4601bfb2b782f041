import { describe, expect, it } from 'vitest'
import { emitPacket, packetFields, tcpPacket } from '../src/index.ts'
import { goldenPackets } from './golden-packets.ts'
import { latin } from './hex.ts'

/** `from–to key = value`, a line for each field. */
const lines = (bytes: Uint8Array, keys: RegExp = /./) =>
  packetFields(bytes)
    .filter(({ key }) => keys.test(key))
    .map(({ from, to, key, value }) => `${from}-${to} ${key} = ${value}`)

describe('the fields of a packet', () => {
  it('of IPv4 have their bytes, words and sections; bits that share a byte share its place', () => {
    expect(lines(goldenPackets['a SYN with options'].bytes, /^ip/)).toEqual([
      '0-1 ip.version = 4',
      '0-1 ip.ihl = 5 words, 20 bytes',
      '1-2 ip.dscp = 0',
      '1-2 ip.ecn = 0 (Not-ECT)',
      '2-4 ip.totalBytes = 60 bytes',
      '4-6 ip.identification = 0x0000',
      '6-7 ip.reservedFlag = not set',
      '6-7 ip.dontFragment = set',
      '6-7 ip.moreFragments = not set',
      '6-8 ip.fragmentOffset = 0 bytes',
      '8-9 ip.ttl = 64',
      '9-10 ip.protocol = 6 (TCP)',
      '10-12 ip.checksum = 0x26b8, good',
      '12-16 ip.source = 10.1.0.1',
      '16-20 ip.destination = 10.1.0.2',
    ])
  })

  it('of TCP have each flag and each part of an option', () => {
    expect(lines(goldenPackets['a SYN with options'].bytes, /^tcp/)).toEqual([
      '20-22 tcp.sourcePort = 40000',
      '22-24 tcp.destinationPort = 80',
      '24-28 tcp.seqNo = 1000',
      '28-32 tcp.ackNo = 0',
      '32-33 tcp.dataOffset = 10 words, 40 bytes',
      '32-33 tcp.reserved = 0',
      '33-34 tcp.flags = SYN',
      ...['cwr', 'ece', 'urg', 'ack', 'psh', 'rst'].map(
        (flag) => `33-34 tcp.flags.${flag} = not set`,
      ),
      '33-34 tcp.flags.syn = set',
      '33-34 tcp.flags.fin = not set',
      '34-36 tcp.window = 64240',
      '36-38 tcp.checksum = 0x9891, good',
      '38-40 tcp.urgentPointer = 0',
      '40-41 tcp.option.kind = 2 (maximum segment size)',
      '41-42 tcp.option.length = 4 bytes',
      '42-44 tcp.option.mss = 1460 bytes',
      '44-45 tcp.option.kind = 4 (SACK permitted)',
      '45-46 tcp.option.length = 2 bytes',
      '46-47 tcp.option.kind = 8 (timestamps)',
      '47-48 tcp.option.length = 10 bytes',
      '48-52 tcp.option.timestamps.value = 1',
      '52-56 tcp.option.timestamps.echo = 0',
      '56-57 tcp.option.kind = 1 (no operation)',
      '57-58 tcp.option.kind = 3 (window scale)',
      '58-59 tcp.option.length = 3 bytes',
      '59-60 tcp.option.windowScale = 7, windows × 128',
    ])
  })

  it('of IPv6 and its extension headers', () => {
    expect(lines(goldenPackets['a UDP datagram behind two extension headers'].bytes)).toEqual([
      '0-1 ipv6.version = 6',
      '0-2 ipv6.dscp = 0',
      '1-2 ipv6.ecn = 0 (Not-ECT)',
      '1-4 ipv6.flowLabel = 0x00000',
      '4-6 ipv6.payloadBytes = 27 bytes',
      '6-7 ipv6.nextHeader = 0 (hop-by-hop options)',
      '7-8 ipv6.hopLimit = 64',
      '8-24 ipv6.source = fd00:1::1',
      '24-40 ipv6.destination = fd00:1::2',
      '40-41 ipv6.hopByHop.nextHeader = 60 (destination options)',
      '41-42 ipv6.hopByHop.length = 0, 8 bytes in all',
      '42-48 ipv6.hopByHop.data = 6 bytes',
      '48-49 ipv6.destinationOptions.nextHeader = 17 (UDP)',
      '49-50 ipv6.destinationOptions.length = 0, 8 bytes in all',
      '50-56 ipv6.destinationOptions.data = 6 bytes',
      '56-58 udp.sourcePort = 5353',
      '58-60 udp.destinationPort = 53',
      '60-62 udp.lengthBytes = 11 bytes',
      '62-64 udp.checksum = 0x1d4f, good',
      '64-67 udp.payload = 3 bytes',
    ])
  })

  it('of an ICMP error go on into the packet that it quotes', () => {
    const keys = /^icmp|quoted.(ip.protocol|ip.checksum|tcp)/
    expect(lines(goldenPackets['an ICMP fragmentation needed'].bytes, keys)).toEqual([
      '20-21 icmp.type = 3 (destination unreachable)',
      '21-22 icmp.code = 4 (fragmentation needed)',
      '22-24 icmp.checksum = 0x570b, good',
      '24-26 icmp.unused = 0',
      '26-28 icmp.nextHopMtuBytes = 1400 bytes',
      '37-38 quoted.ip.protocol = 6 (TCP)',
      '38-40 quoted.ip.checksum = 0x26b8',
      '48-50 quoted.tcp.sourcePort = 40000',
      '50-52 quoted.tcp.destinationPort = 80',
      '52-56 quoted.tcp.seqNo = 1000',
    ])
  })

  it('of a SACK have both edges of each block', () => {
    const { bytes } = goldenPackets['an ACK with SACK, over IPv6']
    expect(lines(bytes, /sack/)).toEqual([
      '76-80 tcp.option.sack.left = 2461',
      '80-84 tcp.option.sack.right = 3921',
    ])
  })

  it('of a fragment over IPv6', () => {
    expect(lines(goldenPackets['a last fragment over IPv6'].bytes, /fragment|payload$/)).toEqual([
      '40-41 ipv6.fragment.nextHeader = 17 (UDP)',
      '41-42 ipv6.fragment.reserved = 0',
      '42-44 ipv6.fragment.offset = 1480 bytes',
      '43-44 ipv6.fragment.moreFragments = not set',
      '44-48 ipv6.fragment.identification = 0x00000007',
      '48-52 ip.payload = 4 bytes',
    ])
  })

  it('have the bits as they stand in `raw`, not scaled', () => {
    const fields = packetFields(goldenPackets['a SYN with options'].bytes)
    const raw = Object.fromEntries(fields.map((field) => [field.key, field.raw]))
    expect(raw).toMatchObject({
      'ip.ihl': 5,
      'tcp.dataOffset': 10,
      'tcp.flags': 2,
      'tcp.flags.syn': 1,
    })
    expect(raw['ip.source']).toBeUndefined()
  })

  it('say that a checksum is bad, and that one was never computed', () => {
    const from = { address: '10.1.0.1', port: 1 }
    const bad = emitPacket(tcpPacket({ from, to: from, checksum: 0x1234 }))
    expect(lines(bad, /tcp.checksum/)).toEqual(['36-38 tcp.checksum = 0x1234, bad'])
    const none = goldenPackets['a UDP datagram'].bytes.slice()
    none.fill(0, 26, 28)
    expect(lines(none, /udp.checksum/)).toEqual(['26-28 udp.checksum = 0x0000, none'])
  })

  it('of a cut capture are those that are there, then what is missing', () => {
    const { bytes } = goldenPackets['a FIN with data']
    expect(lines(bytes.subarray(0, 42)).slice(-4)).toEqual([
      '36-38 tcp.checksum = 0x1b64, unverifiable',
      '38-40 tcp.urgentPointer = 0',
      '40-42 tcp.payload = 2 bytes',
      '42-42 broken = expected a packet of 45 bytes, 42 are there',
    ])
  })

  it('of bytes behind the packet are told apart from it', () => {
    const { bytes } = goldenPackets['a FIN with data']
    const padded = Uint8Array.of(...bytes, ...latin('xyz'))
    expect(lines(padded).at(-1)).toBe('45-48 trailer = 3 bytes')
  })

  it('go up to an option whose length cannot be', () => {
    const broken = goldenPackets['a SYN with options'].bytes.slice()
    broken[45] = 99
    expect(lines(broken).slice(-3)).toEqual([
      '44-45 tcp.option.kind = 4 (SACK permitted)',
      '45-46 tcp.option.length = 99 bytes, expected 2',
      '45-60 broken = expected the length of TCP option 4 to be from 2 to the 16 bytes left, got 99',
    ])
  })
})
