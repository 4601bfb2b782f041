import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  emitPacket,
  packetFields,
  parsePacket,
  printPacket,
  sightOf,
  tcpFlagMask,
  verifyChecksums,
} from '../src/index.ts'
import { anyPacket } from './any-packet.ts'
import { everyGoldenPacket } from './golden-packets.ts'
import { toHex } from './hex.ts'

describe('any packet', () => {
  it('is parsed as it was emitted, with good checksums', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const bytes = emitPacket(packet)
        const parsed = parsePacket(bytes)
        if (!parsed.ok) throw new Error(parsed.broken.message)
        const again = parsed.packet
        const { source, destination, extensions, ...ip } = { extensions: [], ...packet.ip }
        expect(again.ip).toMatchObject(ip)
        expect({ extensions: [], ...again.ip }.extensions).toEqual(extensions)
        expect(again.body).toMatchObject(withoutPadding(packet.body))
        expect(verifyChecksums(bytes)).toEqual({
          ip: ip.version === 4 ? 'good' : 'none',
          body: 'good',
        })
        expect(toHex(emitPacket(again))).toBe(toHex(bytes))
        expect(emitPacket({ ...again, ip: { ...again.ip, source, destination } as never })).toEqual(
          bytes,
        )
      }),
    )
  })

  it('is seen at a glance as it is parsed', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const bytes = emitPacket(packet)
        const parsed = parsePacket(bytes)
        if (!parsed.ok) throw new Error(parsed.broken.message)
        const { ip, body } = parsed.packet
        const isTcp = body.kind === 'tcp'
        expect(sightOf(bytes)).toEqual({
          version: ip.version,
          protocol: body.kind,
          source: ip.source,
          destination: ip.destination,
          sourcePort: 'sourcePort' in body ? body.sourcePort : 0,
          destinationPort: 'destinationPort' in body ? body.destinationPort : 0,
          flags: isTcp ? tcpFlagMask(body.flags) : 0,
          seqNo: isTcp ? body.seqNo : 0,
          ackNo: isTcp ? body.ackNo : 0,
          window: isTcp ? body.window : 0,
          payloadAt: body.payload.byteOffset - bytes.byteOffset,
          payloadBytes: body.payload.length,
          packetBytes: bytes.length,
        })
      }),
    )
  })

  it('has fields for each of its bytes', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const bytes = emitPacket(packet)
        let covered = 0
        for (const { from, to, source } of packetFields(bytes)) {
          expect(from).toBeLessThanOrEqual(covered)
          expect(source).toMatch(/^RFC \d+( §[\d.]+)?$/)
          covered = Math.max(covered, to)
        }
        expect(covered).toBe(bytes.length)
      }),
    )
  })
})

/** Options that do not fill the last word are followed by an end and zeros. */
function withoutPadding<T extends object>(body: T): Partial<T> {
  if (!('options' in body)) return body
  const { options: _, ...rest } = body
  return rest as Partial<T>
}

describe('any bytes', () => {
  const golden = fc.constantFrom(...everyGoldenPacket.map(([, { bytes }]) => bytes))
  const damage = fc.array(fc.tuple(fc.nat(90), fc.nat(255)), { maxLength: 4 })
  const damaged = fc.tuple(golden, damage, fc.nat(120)).map(([bytes, changes, size]) => {
    const copy = bytes.slice()
    for (const [at, value] of changes) if (at < copy.length) copy[at] = value
    return copy.subarray(0, size)
  })
  const anyBytes = fc.oneof(damaged, fc.uint8Array({ maxLength: 100 }))

  it('never make anything throw, and come out again as they were when they are a packet', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const parsed = parsePacket(bytes)
        const fields = packetFields(bytes)
        printPacket(bytes)
        const verdicts = verifyChecksums(bytes)
        const sight = sightOf(bytes)
        expect(fields.at(-1)?.key === 'broken').toBe(!parsed.ok)
        for (const { from, to } of fields) expect(from <= to && to <= bytes.length).toBe(true)
        if (!parsed.ok) {
          expect(parsed.broken.at).toBeLessThanOrEqual(bytes.length)
          expect(sight === undefined || parsed.broken.code === 'tcp-option-length').toBe(true)
          return
        }
        const packetBytes = sight?.packetBytes as number
        expect(toHex(emitPacket(parsed.packet))).toBe(toHex(bytes.subarray(0, packetBytes)))
        expect(verdicts).toEqual(verifyChecksums(bytes.subarray(0, packetBytes)))
      }),
      { numRuns: 1500 },
    )
  })
})
