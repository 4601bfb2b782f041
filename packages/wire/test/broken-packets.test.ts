import { expect, it } from 'vitest'
import { packetFields, parsePacket, sightOf } from '../src/index.ts'
import { goldenPackets } from './golden-packets.ts'

const syn = goldenPackets['a SYN with options'].bytes
const udp = goldenPackets['a UDP datagram'].bytes
const chained = goldenPackets['a UDP datagram behind two extension headers'].bytes
const echo = goldenPackets['an echo request'].bytes

/** The packet with some of its bytes changed. */
function changed(bytes: Uint8Array, changes: Record<number, number>): Uint8Array {
  const copy = bytes.slice()
  for (const [at, value] of Object.entries(changes)) copy[Number(at)] = value
  return copy
}

it.each([
  ['packet-empty', new Uint8Array(), 0, 'there are no bytes'],
  ['ip-version', changed(syn, { 0: 0x55 }), 0, 'expected IP version 4 or 6, got 5'],
  ['ipv4-cut', syn.subarray(0, 19), 19, 'expected an IPv4 header of 20 bytes, 19 are there'],
  ['ipv4-cut', changed(syn, { 0: 0x4f }).subarray(0, 59), 59, 'header of 60 bytes, 59 are'],
  ['ipv4-header-length', changed(syn, { 0: 0x44 }), 0, 'at least 20 bytes, got 16'],
  ['ipv4-total-length', changed(syn, { 3: 19 }), 2, "the header's 20 bytes, got 19"],
  ['ipv4-total-length', changed(syn, { 3: 0 }), 2, "the header's 20 bytes, got 0"],
  ['ipv4-payload-cut', changed(syn, { 3: 61 }), 60, 'expected a packet of 61 bytes, 60 are'],
  ['ipv6-cut', chained.subarray(0, 39), 39, 'expected an IPv6 header of 40 bytes, 39 are there'],
  ['ipv6-payload-cut', changed(chained, { 4: 0xff, 5: 0xff }), 67, 'packet of 65575 bytes, 67'],
  ['ipv6-extension-cut', changed(chained, { 5: 7 }), 47, 'header up to 48 bytes, 47 are'],
  ['ipv6-extension-cut', changed(chained, { 49: 255 }), 67, 'header up to 2096 bytes, 67 are'],
  ['tcp-cut', changed(syn, { 3: 39 }), 39, 'expected a TCP header of 20 bytes, 19 are there'],
  ['tcp-data-offset', changed(syn, { 32: 0x40 }), 32, 'at least 20 bytes, got 16'],
  ['tcp-data-offset', changed(syn, { 32: 0 }), 32, 'at least 20 bytes, got 0'],
  ['tcp-options-cut', changed(syn, { 32: 0xb0 }), 60, 'header of 44 bytes, 40 are there'],
  [
    'tcp-option-length',
    changed(syn, { 41: 0 }),
    41,
    'option 2 to be from 2 to the 20 bytes left, got 0',
  ],
  ['tcp-option-length', changed(syn, { 41: 1 }), 41, 'got 1'],
  ['tcp-option-length', changed(syn, { 41: 21 }), 41, 'got 21'],
  ['tcp-option-length', changed(syn, { 56: 1, 57: 1, 58: 1, 59: 2 }), 60, 'left, got none'],
  ['udp-cut', changed(udp, { 3: 27 }), 27, 'expected a UDP header of 8 bytes, 7 are there'],
  ['udp-length', changed(udp, { 25: 7 }), 24, 'expected a UDP length of at least 8, got 7'],
  ['udp-payload-cut', changed(udp, { 25: 12 }), 31, 'UDP datagram of 12 bytes, 11 are there'],
  ['icmp-cut', changed(echo, { 3: 27 }), 27, 'expected an ICMP message of 8 bytes, 7 are there'],
] as const)('%s: a packet that breaks there is told with the place', (code, bytes, at, words) => {
  const parsed = parsePacket(bytes)
  expect(parsed).toMatchObject({ ok: false, broken: { code, at } })
  expect(!parsed.ok && parsed.broken.message).toContain(words)
  if (code !== 'tcp-option-length') expect(sightOf(bytes)).toBeUndefined()

  const fields = packetFields(bytes)
  expect(fields.at(-1)).toMatchObject({ key: 'broken', from: at, to: bytes.length })
  expect(fields.at(-1)?.value).toContain(words)
  expect(fields.every(({ from }) => from <= at)).toBe(true)
})

it('a TCP option of a known type with a length that is not right for it stays as it is', () => {
  const odd = changed(syn, { 41: 3, 43: 1 })
  expect(parsePacket(odd)).toMatchObject({
    ok: true,
    packet: {
      body: { options: [{ kind: 'other', type: 2, value: Uint8Array.of(5) }, {}, {}, {}, {}, {}] },
    },
  })
  const length = packetFields(odd).find(({ key }) => key === 'tcp.option.length')
  expect(length?.value).toBe('3 bytes, expected 4')
})

it('what stands behind the end of the options is kept', () => {
  const ended = changed(syn, { 56: 0, 57: 9, 58: 8, 59: 7 })
  const parsed = parsePacket(ended)
  expect(parsed.ok && parsed.packet.body).toMatchObject({
    options: [{}, {}, {}, { kind: 'end', padding: Uint8Array.of(9, 8, 7) }],
  })
})
