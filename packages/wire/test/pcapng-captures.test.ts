import { statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { emitPacket, parsePacket, verifyChecksums, withoutComputed } from '../src/index.ts'
import {
  captureFiles,
  capturePath,
  ipPacketOf,
  isCut,
  provenance,
  readCapture,
} from './captures.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const ns2026 = 1_767_225_600_000_000_000n

test('every capture has its provenance, and none is larger than 60 KB', () => {
  expect(provenance.map(({ file, bytes }) => [file, bytes]).sort()).toEqual(
    captureFiles.map((file) => [file, statSync(capturePath(file)).size]),
  )
  for (const { bytes } of provenance) expect(bytes).toBeLessThanOrEqual(60_000)
})

describe.each(captureFiles)('%s', (file) => {
  const { sections, interfaces, packets, faults } = readCapture(file)

  test('is read to its end, all packets in the order of their time', () => {
    expect(faults).toEqual([])
    expect(sections).toHaveLength(1)
    expect(packets).toHaveLength(provenance.find((one) => one.file === file)?.packets as number)
    const times = packets.map(({ atNs }) => atNs as bigint)
    expect(times.every((atNs) => atNs > ns2026)).toBe(true)
    expect(times).toEqual([...times].sort((a, b) => (a < b ? -1 : 1)))
    for (const { linkType } of interfaces) expect(linkType).toBe(1)
  })

  const whole = packets.filter((packet) => !isCut(packet)).map(ipPacketOf)

  test('has packets that are emitted as they came, what is computed left out too', () => {
    for (const bytes of whole) {
      const parsed = parsePacket(bytes)
      if (!parsed.ok) throw new Error(parsed.broken.message)
      expect(hex(emitPacket(parsed.packet))).toBe(hex(bytes))
      expect(hex(emitPacket(withoutComputed(parsed.packet)))).toBe(hex(bytes))
    }
  })

  test('has good checksums only', () => {
    for (const bytes of whole) {
      const { ip, body } = verifyChecksums(bytes)
      expect([ip, body]).not.toContain('bad')
      expect(ip === 'none').toBe((bytes[0] as number) >>> 4 === 6)
    }
  })

  test('has broken packets only where the capture has cut them', () => {
    for (const packet of packets.filter(isCut)) {
      const parsed = parsePacket(ipPacketOf(packet))
      expect(parsed.ok || parsed.broken.code).toMatch(/-cut$/)
    }
  })
})

test('what dumpcap tells of a capture, its interfaces and packets is read', () => {
  const { sections, interfaces, packets } = readCapture('two-interfaces-cut-96.pcapng')
  expect(sections[0]?.comments).toEqual(['two interfaces, at most 96 bytes a packet'])
  expect(sections[0]?.application).toMatch(/^Dumpcap \(Wireshark\) 4\.0/)
  expect(sections[0]?.os).toMatch(/^Linux 6/)
  expect(
    interfaces.map(({ name, snapBytes, ticksPerSecond }) => [name, snapBytes, ticksPerSecond]),
  ).toEqual([
    ['veth0', 96, 1_000_000_000n],
    ['lo', 96, 1_000_000_000n],
  ])
  const comments = packets.map((packet) => packet.comments)
  expect(comments.slice(0, 4)).toEqual([['the first packet: ü'], [], ['the third'], []])
  expect(packets.map((packet) => packet.bytes.length)).toContain(96)
  expect(packets.filter(isCut).length).toBeGreaterThan(0)
  expect(new Set(packets.map((packet) => packet.interface.name))).toEqual(new Set(['veth0', 'lo']))
})

test('what tcpdump captured has times in whole microseconds', () => {
  const { interfaces, packets } = readCapture('nc-ipv4.pcapng')
  expect(interfaces.map(({ ticksPerSecond }) => ticksPerSecond)).toEqual([1_000_000n])
  expect(packets.filter(({ atNs = 1n }) => atNs % 1000n !== 0n)).toEqual([])
})
