import { describe, expect, it } from 'vitest'
import {
  emitPacket,
  icmpPacket,
  printPacket,
  SegmentHistory,
  sightOf,
  summarizeTcpOptions,
  type TcpOption,
  tcpPacket,
} from '../src/index.ts'
import { goldenPackets } from './golden-packets.ts'

const from = { address: '10.1.0.1', port: 40000 }
const to = { address: '10.1.0.2', port: 80 }
const every: TcpOption[] = [
  { kind: 'mss', mssBytes: 1460 },
  { kind: 'window-scale', shift: 7 },
  { kind: 'sack-permitted' },
  { kind: 'timestamps', value: 1, echo: 2 },
  { kind: 'other', type: 34, value: new Uint8Array(4) },
  { kind: 'nop' },
  { kind: 'end' },
]

describe('a packet in one line', () => {
  it('is printed from a packet as from its bytes', () => {
    const packet = tcpPacket({ from, to, flags: ['RST'], seqNo: 7, window: 0 })
    expect(printPacket(packet)).toBe('10.1.0.1:40000 > 10.1.0.2:80 RST seq 7 win 0 len 0')
    expect(printPacket(emitPacket(packet))).toBe(printPacket(packet))
  })

  it('has the relative numbers, and what it repeats, when the history is given', () => {
    const { bytes } = goldenPackets['a SYN with options']
    const history = new SegmentHistory()
    const sight = sightOf(bytes)
    if (!sight) throw new Error('no sight')
    history.see(sight, 1)
    expect(printPacket(bytes, { relative: history.see(sight, 2) })).toBe(
      '10.1.0.1:40000 > 10.1.0.2:80 SYN seq 0 win 64240 <mss 1460, sackOK, ts 1/0, wscale 7> len 0 retransmission of packet 1',
    )
  })

  it('says when there are no flags, and where urgent data ends', () => {
    expect(printPacket(tcpPacket({ from, to }))).toContain(' no flags seq 0 ')
    expect(printPacket(tcpPacket({ from, to, flags: ['URG'], urgentPointer: 5 }))).toContain(
      ' urg 5 ',
    )
  })

  it('names options that it does not know by their number', () => {
    expect(printPacket(tcpPacket({ from, to, options: every }))).toContain(
      '<mss 1460, wscale 7, sackOK, ts 1/2, option 34 of 4 bytes>',
    )
  })

  it('names ICMP types that it does not know by their number', () => {
    expect(printPacket(icmpPacket({ from: '10.1.0.1', to: '10.1.0.2', type: 200 }))).toBe(
      '10.1.0.1 > 10.1.0.2 ICMP type 200 len 0',
    )
    expect(printPacket(icmpPacket({ from: 'fd00::1', to: 'ff02::1', type: 135 }))).toBe(
      'fd00::1 > ff02::1 ICMPv6 neighbor solicitation len 0',
    )
  })
})

it('options are told by name, the first of each', () => {
  expect(summarizeTcpOptions([...every, { kind: 'mss', mssBytes: 9 }])).toEqual({
    mssBytes: 1460,
    windowScale: 7,
    sackPermitted: true,
    timestamp: { value: 1, echo: 2 },
  })
  expect(summarizeTcpOptions([{ kind: 'sack', blocks: [[1, 2]] }])).toEqual({ sack: [[1, 2]] })
})
