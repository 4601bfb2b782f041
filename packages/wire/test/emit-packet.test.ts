import { describe, expect, it } from 'vitest'
import {
  emitPacket,
  icmpPacket,
  ipHeader,
  type Packet,
  parsePacket,
  type TcpPacketOptions,
  tcpPacket,
  udpPacket,
  verifyChecksums,
  withoutComputed,
} from '../src/index.ts'
import { fromHex, latin, toHex } from './hex.ts'

const from = { address: '10.1.0.1', port: 40000 }
const to = { address: '10.1.0.2', port: 80 }
const from6 = { address: 'fd00:1::1', port: 40000 }
const to6 = { address: 'fd00:1::2', port: 80 }

const tcp = (options: Partial<TcpPacketOptions> = {}) => tcpPacket({ from, to, ...options })
const withIp = (packet: Packet, ip: object): Packet =>
  ({ ...packet, ip: { ...packet.ip, ...ip } }) as Packet
const withBody = (packet: Packet, body: object): Packet =>
  ({ ...packet, body: { ...packet.body, ...body } }) as Packet

describe('what does not fit into a header is refused by the name of its field', () => {
  it.each<[string, Packet]>([
    ['tcp.sourcePort', tcp({ from: { ...from, port: 65_536 } })],
    ['tcp.destinationPort', tcp({ to: { ...to, port: -1 } })],
    ['tcp.seqNo', tcp({ seqNo: 2 ** 32 })],
    ['tcp.ackNo', tcp({ ackNo: 0.5 })],
    ['tcp.window', tcp({ window: Number.NaN })],
    ['tcp.urgentPointer', tcp({ urgentPointer: 65_536 })],
    ['tcp.reserved', tcp({ reserved: 16 })],
    ['tcp.checksum', tcp({ checksum: 65_536 })],
    ['tcp.headerBytes', tcp({ headerBytes: 64 })],
    ['tcp.headerBytes', tcp({ headerBytes: 22 })],
    ['tcp.flags', tcp({ flags: ['SYNACK' as 'SYN'] })],
    ['tcp.options: their bytes', tcp({ options: new Array(41).fill({ kind: 'nop' }) })],
    ['tcp.options.mss', tcp({ options: [{ kind: 'mss', mssBytes: 65_536 }] })],
    ['tcp.options.window-scale', tcp({ options: [{ kind: 'window-scale', shift: 256 }] })],
    ['tcp.options.sack.right', tcp({ options: [{ kind: 'sack', blocks: [[0, -1]] }] })],
    ['tcp.options.timestamps.echo', tcp({ options: [{ kind: 'timestamps', value: 0, echo: -1 }] })],
    ['ipv4.source', tcp({ from: { ...from, address: '10.1.0.256' } })],
    ['ipv4.destination', tcp({ to: to6 })],
    ['ipv4.ttl', tcp({ ttl: 256 })],
    ['ipv4.dscp', withIp(tcp(), { dscp: 64 })],
    ['ipv4.ecn', withIp(tcp(), { ecn: 4 })],
    ['ipv4.identification', withIp(tcp(), { identification: 65_536 })],
    ['ipv4.fragmentOffsetBytes', withIp(tcp(), { fragmentOffsetBytes: 12 })],
    ['ipv4.fragmentOffsetBytes', withIp(tcp(), { fragmentOffsetBytes: 65_536 })],
    ['ipv4.options: their bytes', withIp(tcp(), { options: new Uint8Array(41) })],
    ['ipv4.totalBytes', tcp({ payload: new Uint8Array(65_496) })],
    ['ipv6.destination', tcpPacket({ from: from6, to })],
    ['ipv6.hopLimit', tcpPacket({ from: from6, to: to6, ttl: 256 })],
    ['ipv6.flowLabel', withIp(tcpPacket({ from: from6, to: to6 }), { flowLabel: 2 ** 20 })],
    ['ipv6.payloadBytes', tcpPacket({ from: from6, to: to6, payload: new Uint8Array(65_516) })],
    [
      'ipv6.extensions',
      withIp(tcpPacket({ from: from6, to: to6 }), {
        extensions: [{ header: 0, bytes: new Uint8Array(9) }],
      }),
    ],
    ['udp.sourcePort', udpPacket({ from: { ...from, port: 65_536 }, to })],
    ['udp.lengthBytes', withBody(udpPacket({ from, to }), { lengthBytes: 65_536 })],
    ['icmp.rest', icmpPacket({ from: '10.1.0.1', to: '10.1.0.2', type: 8, rest: -1 })],
    ['icmpv6.type', icmpPacket({ from: 'fd00::1', to: 'fd00::2', type: 256 })],
  ])('%s', (field, packet) => {
    expect(() => emitPacket(packet)).toThrow(RangeError)
    expect(() => emitPacket(packet)).toThrow(`${field}`)
  })

  it('and the message says what it holds and what came', () => {
    expect(() => emitPacket(tcp({ window: 65_536 }))).toThrow(
      'tcp.window: expected a whole number from 0 to 65535, got 65536',
    )
  })
})

describe('what is given is written, right or wrong', () => {
  it('a wrong checksum, length and data offset come out as they were given', () => {
    const packet = tcp({ checksum: 0xbeef, headerBytes: 24, payload: latin('four') })
    const bytes = emitPacket(withIp(packet, { checksum: 0xdead, totalBytes: 60 }))
    expect(toHex(bytes.subarray(2, 4))).toBe('003c')
    expect(toHex(bytes.subarray(10, 12))).toBe('dead')
    expect(toHex(bytes.subarray(32, 33))).toBe('60')
    expect(toHex(bytes.subarray(36, 38))).toBe('beef')
    expect(bytes.length).toBe(44)
  })

  it('options keep their order, and are filled up with zeros', () => {
    const bytes = emitPacket(
      tcp({ options: [{ kind: 'window-scale', shift: 7 }, { kind: 'nop' }, { kind: 'end' }] }),
    )
    expect(toHex(bytes.subarray(40))).toBe('0303070100000000')
  })

  it('a changed packet has right lengths and checksums when they are taken from it', () => {
    const parsed = parsePacket(emitPacket(tcp({ payload: latin('before') })))
    if (!parsed.ok) throw new Error(parsed.broken.message)
    const longer = withBody(parsed.packet, { payload: latin('and after') })
    expect(parsePacket(emitPacket(longer)).ok).toBe(true)
    expect(verifyChecksums(emitPacket(longer)).body).toBe('bad')
    expect(verifyChecksums(emitPacket(withoutComputed(longer)))).toEqual({
      ip: 'good',
      body: 'good',
    })
  })
})

describe('checksums with a rule of their own', () => {
  it('UDP: one that comes to 0 is sent as ffff, as 0 says that there is none (RFC 768)', () => {
    const one = udpPacket({ from, to, payload: fromHex('0000') })
    const sum = emitPacket(one).subarray(26, 28)
    const zero = emitPacket(udpPacket({ from, to, payload: sum.slice() }))
    expect(toHex(zero.subarray(26, 28))).toBe('ffff')
    expect(verifyChecksums(zero).body).toBe('good')
  })

  it('UDP: 0 means none over IPv4, and is wrong over IPv6 (RFC 8200 §8.1)', () => {
    const over4 = withBody(udpPacket({ from, to }), { checksum: 0 })
    const over6 = withBody(udpPacket({ from: from6, to: to6 }), { checksum: 0 })
    expect(verifyChecksums(emitPacket(over4))).toEqual({ ip: 'good', body: 'none' })
    expect(verifyChecksums(emitPacket(over6))).toEqual({ ip: 'none', body: 'bad' })
  })

  it('UDP: bytes behind the datagram are not covered, and kept', () => {
    const packet = withBody(udpPacket({ from, to, payload: latin('odd') }), { surplus: latin('x') })
    const bytes = emitPacket(packet)
    expect(verifyChecksums(bytes).body).toBe('good')
    expect(parsePacket(bytes)).toMatchObject({
      packet: { body: { payload: latin('odd'), surplus: latin('x'), lengthBytes: 11 } },
    })
  })

  it('with a routing header the pseudo header has the last stop (RFC 8200 §8.1)', () => {
    const lastStop = 'fd0000010000000000000000000000ff'
    const routed = (segmentsLeft: string) =>
      emitPacket(
        withIp(udpPacket({ from: from6, to: to6 }), {
          nextHeader: 43,
          extensions: [{ header: 43, bytes: fromHex(`110200${segmentsLeft}00000000${lastStop}`) }],
        }),
      )
    const direct = emitPacket(udpPacket({ from: from6, to: { ...to6, address: 'fd00:1::ff' } }))
    expect(toHex(routed('01').subarray(70, 72))).toBe(toHex(direct.subarray(46, 48)))
    expect(verifyChecksums(routed('01')).body).toBe('good')
    expect(verifyChecksums(routed('00')).body).toBe('good')
    expect(toHex(routed('00').subarray(70, 72))).not.toBe(toHex(direct.subarray(46, 48)))
  })

  it('of a fragment, of a cut capture and behind an unknown routing header cannot be verified', () => {
    const whole = emitPacket(tcp({ payload: latin('data') }))
    expect(verifyChecksums(whole.subarray(0, 42))).toEqual({ ip: 'good', body: 'unverifiable' })
    const fragment = emitPacket(withIp(tcp(), { moreFragments: true }))
    expect(verifyChecksums(fragment).body).toBe('unverifiable')
    const odd = withIp(tcpPacket({ from: from6, to: to6 }), {
      nextHeader: 43,
      extensions: [{ header: 43, bytes: fromHex('0600ff0100000000') }],
    })
    expect(verifyChecksums(emitPacket(odd)).body).toBe('unverifiable')
  })

  it('of other protocols there is none', () => {
    const ip = ipHeader({ source: '10.1.0.1', destination: '10.1.0.2', protocol: 47 })
    const bytes = emitPacket({ ip, body: { kind: 'other', payload: latin('gre') } })
    expect(verifyChecksums(bytes)).toEqual({ ip: 'good', body: 'none' })
  })
})
