import type { TellFate } from '@socket-labs/path'
import {
  emitPacket,
  icmpPacket,
  ipHeader,
  sightOf,
  type TcpPacketOptions,
  tcpPacket,
  udpPacket,
} from '@socket-labs/wire'
import { expect, it } from 'vitest'
import { PacketRecords } from '../../src/wire/packet-records.ts'

const from = { address: '10.1.0.1', port: 40_000 }
const to = { address: '10.1.0.2', port: 80 }

function segment(fields: Partial<TcpPacketOptions>): Uint8Array {
  return emitPacket(tcpPacket({ from, to, ...fields }))
}

function told(packet: Uint8Array, fields: Partial<TellFate> = {}): TellFate {
  const usual = { kind: 'tell-fate', packetNo: 1, from: 'client', fate: 'delivered' } as const
  return { ...usual, packet, sentAtMs: 10.00049, arrivedAtMs: 30, ...fields }
}

/** As the wire does it: each packet is seen when it is sent, and recorded when its fate is known. */
function recordOf(
  packet: Uint8Array,
  fields: Partial<TellFate> = {},
  records = new PacketRecords(),
) {
  const sight = sightOf(packet)
  if (sight?.protocol === 'tcp') records.sent(fields.packetNo ?? 1, sight)
  return records.record(told(packet, fields))
}

it('a segment: its header, its place in the connection, and its way, in microseconds', () => {
  const syn = segment({ flags: ['SYN'], seqNo: 1000, options: [{ kind: 'mss', mssBytes: 1460 }] })
  expect(recordOf(syn)).toEqual({
    ...{ kind: 'tcp.segment', at: 'wire', origin: 'observed' },
    ...{ from: '10.1.0.1:40000', to: '10.1.0.2:80', flags: ['SYN'], seqNo: 1000, ackNo: 0 },
    ...{ window: 65_535, options: { mssBytes: 1460 }, payloadBytes: 0, relativeSeqNo: 0 },
    ...{ tMs: 10, tObservedMs: 30, sender: 'client', packetNo: 1, fate: 'delivered' },
    ...{ arrivedMs: 30, packetBytes: 44 },
  })
})

it('a segment that is sent again names the packet that carried it first', () => {
  const records = new PacketRecords()
  const packet = segment({ flags: ['ACK'], seqNo: 1, payload: new Uint8Array(10) })
  const lost = { fate: 'dropped', cause: 'loss', diedAtMs: 20, arrivedAtMs: undefined } as const
  expect(recordOf(packet, lost, records)).toMatchObject({
    ...{ fate: 'dropped', cause: 'loss', diedMs: 20, tObservedMs: 20 },
  })
  const again = recordOf(packet, { packetNo: 2 }, records)
  expect(again).toMatchObject({ packetNo: 2, retransmissionOf: 1 })
})

it('damage is told byte by byte, from the packet that arrived', () => {
  const packet = segment({ flags: ['ACK'], payload: Uint8Array.of(1, 2, 3) })
  const arrivedPacket = Uint8Array.from(packet)
  arrivedPacket[41] = 0xff
  const record = recordOf(packet, { fate: 'corrupted', arrivedPacket })
  expect(record).toMatchObject({ fate: 'corrupted', damage: [{ at: 41, was: 2, is: 0xff }] })
})

it('datagrams and ICMP messages have kinds of their own; an ICMP error says what it is about', () => {
  const datagram = emitPacket(udpPacket({ from, to, payload: Uint8Array.of(1) }))
  expect(recordOf(datagram)).toMatchObject({
    ...{ kind: 'udp.datagram', transport: 'udp', from: '10.1.0.1:40000', payloadBytes: 1 },
  })
  const unreachable = icmpPacket({
    ...{ from: '10.1.0.2', to: '10.1.0.1', type: 3, code: 3, rest: 0, payload: datagram },
  })
  expect(recordOf(emitPacket(unreachable), { from: 'server' })).toMatchObject({
    ...{ kind: 'icmp.message', from: '10.1.0.2', to: '10.1.0.1', type: 3, code: 3 },
    ...{ name: 'destination unreachable', codeName: 'port unreachable' },
    about: { from: '10.1.0.1:40000', to: '10.1.0.2:80' },
  })
})

it.each([
  ['of a protocol that is not parsed', 'other', emptyPacket(99)],
  ['that is no IP packet', 'broken', Uint8Array.of(1, 2, 3)],
])('a packet %s is recorded all the same', (_, protocol, packet) => {
  expect(recordOf(packet)).toMatchObject({
    kind: 'ip.packet',
    protocol,
    packetBytes: packet.length,
  })
})

function emptyPacket(protocol: number): Uint8Array {
  const ip = ipHeader({ source: from.address, destination: to.address, protocol })
  return emitPacket({ ip, body: { kind: 'other', payload: new Uint8Array() } })
}
