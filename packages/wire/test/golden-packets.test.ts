import { describe, expect, it } from 'vitest'
import {
  emitPacket,
  type Packet,
  packetFields,
  parsePacket,
  printPacket,
  sightOf,
  verifyChecksums,
  withoutComputed,
} from '../src/index.ts'
import { everyGoldenPacket, goldenPackets } from './golden-packets.ts'
import { fromHex, latin, toHex } from './hex.ts'

const parsed = (bytes: Uint8Array): Packet => {
  const result = parsePacket(bytes)
  if (!result.ok) throw new Error(result.broken.message)
  return result.packet
}

describe.each(everyGoldenPacket)('%s', (_, { bytes, line }) => {
  it('is printed in one line', () => {
    expect(printPacket(bytes)).toBe(line)
  })

  it('comes out of parse and emit byte for byte, its lengths and checksums given or not', () => {
    expect(toHex(emitPacket(parsed(bytes)))).toBe(toHex(bytes))
    expect(toHex(emitPacket(withoutComputed(parsed(bytes))))).toBe(toHex(bytes))
  })

  it('has good checksums, and a bad one when a byte of it is damaged', () => {
    const verdicts = Object.values(verifyChecksums(bytes))
    expect(verdicts).not.toContain('bad')
    if (verdicts[1] !== 'good') return
    const damaged = bytes.slice()
    damaged[bytes.length - 1] = (bytes.at(-1) as number) ^ 0x10
    expect(verifyChecksums(damaged).body).toBe('bad')
  })

  it('is broken, and never throws, when it is cut at any byte', () => {
    for (let size = 0; size < bytes.length; size++) {
      const cut = bytes.subarray(0, size)
      const result = parsePacket(cut)
      if (result.ok) throw new Error(`a packet of ${size} bytes was parsed`)
      expect(result.broken.code).toMatch(/^(packet-empty|ipv[46]-(cut|payload-cut))$/)
      expect(sightOf(cut)).toBeUndefined()
      expect(packetFields(cut).at(-1)?.key).toBe('broken')
      expect(printPacket(cut)).toMatch(/^broken packet of \d+ bytes: /)
      verifyChecksums(cut)
    }
  })

  it('is the same packet with bytes behind it, and at another offset of its memory', () => {
    const padded = new Uint8Array(bytes.length + 7)
    padded.set(bytes, 3)
    const there = padded.subarray(3)
    expect(parsed(there)).toEqual(parsed(bytes))
    expect(sightOf(there)).toEqual(sightOf(bytes))
    expect(verifyChecksums(there)).toEqual(verifyChecksums(bytes))
  })
})

describe('what a parsed packet says', () => {
  it('of a SYN: header, flags and options in their order', () => {
    expect(parsed(goldenPackets['a SYN with options'].bytes)).toEqual({
      ip: {
        version: 4,
        dscp: 0,
        ecn: 0,
        identification: 0,
        dontFragment: true,
        moreFragments: false,
        fragmentOffsetBytes: 0,
        ttl: 64,
        protocol: 6,
        source: '10.1.0.1',
        destination: '10.1.0.2',
        options: new Uint8Array(),
        totalBytes: 60,
        checksum: 0x26b8,
      },
      body: {
        kind: 'tcp',
        sourcePort: 40000,
        destinationPort: 80,
        seqNo: 1000,
        ackNo: 0,
        flags: ['SYN'],
        window: 64240,
        urgentPointer: 0,
        options: [
          { kind: 'mss', mssBytes: 1460 },
          { kind: 'sack-permitted' },
          { kind: 'timestamps', value: 1, echo: 0 },
          { kind: 'nop' },
          { kind: 'window-scale', shift: 7 },
        ],
        payload: new Uint8Array(),
        checksum: 0x9891,
      },
    })
  })

  it('of IPv6: its extension headers as they stand, and the datagram behind them', () => {
    const { ip, body } = parsed(goldenPackets['a UDP datagram behind two extension headers'].bytes)
    expect(ip).toEqual({
      version: 6,
      dscp: 0,
      ecn: 0,
      flowLabel: 0,
      hopLimit: 64,
      nextHeader: 0,
      source: 'fd00:1::1',
      destination: 'fd00:1::2',
      payloadBytes: 27,
      extensions: [
        { header: 0, bytes: fromHex('3c00050200000100') },
        { header: 60, bytes: fromHex('1100010400000000') },
      ],
    })
    expect(body).toMatchObject({ kind: 'udp', lengthBytes: 11, payload: latin('odd') })
  })

  it('of an ICMP error: its name, its code and the segment it is about', () => {
    const { body } = parsed(goldenPackets['an ICMP fragmentation needed'].bytes)
    expect(body).toMatchObject({
      kind: 'icmp',
      name: 'destination unreachable',
      codeName: 'fragmentation needed',
      nextHopMtuBytes: 1400,
      quoted: {
        version: 4,
        protocol: 6,
        source: '10.1.0.1',
        destination: '10.1.0.2',
        sourcePort: 40000,
        destinationPort: 80,
        seqNo: 1000,
      },
    })
  })

  it('of a fragment: no ports, whatever its first bytes look like', () => {
    expect(parsed(goldenPackets['a fragment'].bytes)).toMatchObject({
      ip: { fragmentOffsetBytes: 1480, moreFragments: true, identification: 7 },
      body: { kind: 'fragment', payload: latin('12345678') },
    })
  })

  it('payloads are views of the bytes, not copies', () => {
    const { bytes } = goldenPackets['a FIN with data']
    expect(parsed(bytes).body.payload.buffer).toBe(bytes.buffer)
  })
})
