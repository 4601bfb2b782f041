import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { emitPacket, icmpPacket, type Packet, tcpPacket, udpPacket } from '../src/index.ts'
import {
  linkTypeRaw,
  type PcapngFile,
  type PcapngPacketOptions,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  readPcapng,
} from '../src/pcapng/index.ts'
import { allCaptures, ethernetHeaderBytes, ipPacketOf } from './captures.ts'
import { joined } from './pcapng-blocks.ts'
import { tsharkComplaints, tsharkFields } from './tshark.ts'

beforeEach((context) => needs(context, 'tshark'))

const frameFields = [
  'frame.time_epoch',
  'frame.interface_name',
  'frame.cap_len',
  'frame.len',
  'frame.comment',
  'frame.packet_flags_direction',
] as const

function secondsOf(atNs: bigint): string {
  return `${atNs / 1_000_000_000n}.${String(atNs % 1_000_000_000n).padStart(9, '0')}`
}

/** What tshark ought to say of the frames of a file that we have read. */
function framesOf({ packets }: PcapngFile) {
  return packets.map((packet) => ({
    'frame.time_epoch': [secondsOf(packet.atNs as bigint)],
    'frame.interface_name': [packet.interface.name],
    'frame.cap_len': [`${packet.bytes.length}`],
    'frame.len': [`${packet.originalBytes}`],
    'frame.comment': packet.comments,
    'frame.packet_flags_direction': packet.direction
      ? [packet.direction === 'inbound' ? '0x00000001' : '0x00000002']
      : [],
  }))
}

// Letters: other bytes may look like a protocol that tshark then finds broken.
const payload = fc.uint8Array({ min: 97, max: 122, maxLength: 60 })
const port = fc.integer({ min: 20_000, max: 30_000 })
const word = fc.nat({ max: 0xffff_ffff })
const ends = fc.constantFrom(['10.1.0.1', '10.1.0.2'], ['fd00:1::1', 'fd00:1::2']) as fc.Arbitrary<
  [string, string]
>
const packets: fc.Arbitrary<Packet> = fc
  .record({ ends, from: port, to: port, payload, seqNo: word, ackNo: word, mssBytes: port })
  .chain(({ ends: [source, destination], from, to, payload, seqNo, ackNo, mssBytes }) => {
    const ports = {
      from: { address: source, port: from },
      to: { address: destination, port: to },
    }
    const isV6 = source.includes(':')
    return fc.constantFrom(
      tcpPacket({ ...ports, seqNo, flags: ['SYN'], options: [{ kind: 'mss', mssBytes }] }),
      tcpPacket({ ...ports, seqNo, ackNo, flags: ['PSH', 'ACK'], payload }),
      udpPacket({ ...ports, payload }),
      icmpPacket({ from: source, to: destination, type: isV6 ? 128 : 8, rest: seqNo, payload }),
    )
  })
const written: fc.Arbitrary<PcapngPacketOptions> = fc.record({
  interfaceNo: fc.nat({ max: 1 }),
  // tshark's seconds are signed.
  atNs: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  bytes: packets.map(emitPacket),
  direction: fc.constantFrom('inbound', 'outbound', undefined),
  comments: fc.array(fc.constantFrom('dropped: queue full', 'é ✗ 🦈', 'x'.repeat(300)), {
    maxLength: 2,
  }),
})

test('a file of ours has to tshark the names, times, comments, directions and sizes that it has to us', async () => {
  const seed = 5_201
  const file = joined([
    pcapngSection({ hardware: 'a laptop', os: 'Linux', application: 'Socket Labs' }),
    pcapngInterface({ name: 'wire at the client', description: 'in front of loss' }),
    pcapngInterface({ name: 'wire at the server' }),
    ...fc.sample(written, { numRuns: 200, seed }).map(pcapngPacket),
  ])
  const read = readPcapng(file)
  expect(read.faults).toEqual([])
  expect(await tsharkFields(file, frameFields), `seed ${seed}`).toEqual(framesOf(read))
  expect(await tsharkComplaints(file), `seed ${seed}`).toEqual([])
})

test('a wrong checksum is what tshark complains of', async () => {
  const ports = { from: { address: '10.1.0.1', port: 1 }, to: { address: '10.1.0.2', port: 2 } }
  const bytes = emitPacket(tcpPacket({ ...ports, checksum: 1 }))
  const file = joined([
    pcapngSection(),
    pcapngInterface({ name: 'wire' }),
    pcapngPacket({ interfaceNo: 0, atNs: 0n, bytes }),
  ])
  expect(await tsharkComplaints(file)).toHaveLength(1)
})

test('files of other programs, several sections and interfaces, are read as tshark reads them', async () => {
  const file = allCaptures()
  // tshark 4.0 gives the interfaces of all sections the names of the first one's.
  const withoutName = (frame: Partial<Record<string, unknown>>) => ({
    ...frame,
    'frame.interface_name': undefined,
  })
  expect(framesOf(readPcapng(file)).map(withoutName)).toEqual(
    (await tsharkFields(file, frameFields)).map((frame) => ({
      ...withoutName(frame),
      // Of a time in microseconds it prints six digits.
      'frame.time_epoch': frame['frame.time_epoch'].map((seconds) => seconds.padEnd(20, '0')),
    })),
  )
})

test('packets of other programs, written by us without Ethernet, please tshark as before', async () => {
  const { packets } = readPcapng(allCaptures())
  const file = joined([
    pcapngSection(),
    pcapngInterface({ name: 'wire', linkType: linkTypeRaw }),
    ...packets.map((packet) =>
      pcapngPacket({
        interfaceNo: 0,
        atNs: packet.atNs as bigint,
        bytes: ipPacketOf(packet),
        originalBytes: packet.originalBytes - ethernetHeaderBytes,
        comments: packet.comments,
      }),
    ),
  ])
  expect(await tsharkFields(file, frameFields)).toEqual(framesOf(readPcapng(file)))
  expect(await tsharkComplaints(file)).toEqual([])
})
