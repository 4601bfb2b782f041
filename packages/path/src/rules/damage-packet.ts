import type { RandomSource } from '../seeded-random.ts'
import type { Damage } from './rule.ts'

/**
 * A damaged copy of an IP packet, whose payload behind all headers begins at `payloadAt`. The packet itself
 * where it has nothing that could be damaged so.
 */
export function damagePacket(
  packet: Uint8Array,
  { damage, payloadAt }: { damage: Damage; payloadAt: number },
  random: RandomSource,
): Uint8Array {
  if (damage.kind === 'swap') return swapWords(packet, payloadAt)
  if (damage.kind === 'bit') return flipBitBehindIpHeader(packet, random)
  const at = payloadAt + damage.byteNo - 1
  return at < packet.length ? flipBit(packet, 8 * at + Math.floor(8 * random())) : packet
}

/** Flips one bit that the checksum of TCP, UDP or ICMP covers. */
export function flipBitBehindIpHeader(packet: Uint8Array, random: RandomSource): Uint8Array {
  const headerBytes = ipHeaderBytes(packet)
  const bits = 8 * (packet.length - headerBytes)
  return bits > 0 ? flipBit(packet, 8 * headerBytes + Math.floor(bits * random())) : packet
}

/** RFC 791 §3.1: the low half of the first byte counts words of four; RFC 8200 §3: always 40. */
function ipHeaderBytes(packet: Uint8Array): number {
  const first = packet[0] ?? 0
  return first >> 4 === 6 ? 40 : 4 * (first & 15)
}

function flipBit(packet: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(packet)
  const at = bit >> 3
  copy[at] = (copy[at] ?? 0) ^ (0x80 >> (bit & 7))
  return copy
}

/** The first two neighbouring 16-bit words that differ change places. Headers end at even offsets. */
function swapWords(packet: Uint8Array, payloadAt: number): Uint8Array {
  for (let at = payloadAt + (payloadAt & 1); at + 4 <= packet.length; at += 2) {
    const isSame = packet[at] === packet[at + 2] && packet[at + 1] === packet[at + 3]
    if (isSame) continue
    const copy = Uint8Array.from(packet)
    copy.set(packet.subarray(at + 2, at + 4), at)
    copy.set(packet.subarray(at, at + 2), at + 2)
    return copy
  }
  return packet
}
