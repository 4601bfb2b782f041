/** The sums under both checksums, and how they are known to go wrong. */
import { addressBytes, words16 } from './open-11-fields.ts'
import type { SynPlan } from './open-11-plans.ts'

/** Of 16-bit words, before anything is folded. */
export function sumOf(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) {
    sum += 0x100 * (bytes[at] as number) + (bytes[at + 1] ?? 0)
  }
  return sum
}

export function fold(sum: number): number {
  return sum > 0xffff ? fold((sum % 0x10000) + Math.floor(sum / 0x10000)) : sum
}

export function checksumOf(sum: number): number {
  return 0xffff - fold(sum)
}

/** Of the pseudo header (RFC 9293 §3.1). */
export function pseudoSum({ from, to }: Pick<SynPlan, 'from' | 'to'>, tcpBytes: number): number {
  return sumOf(addressBytes(from.address)) + sumOf(addressBytes(to.address)) + 6 + tcpBytes
}

/** Of the IP header of a SYN without options. */
export function ipSum(plan: Pick<SynPlan, 'from' | 'to' | 'identification'>): number {
  // The pseudo header has the addresses and the protocol too; 40 is the total length.
  return pseudoSum(plan, 40) + 0x4500 + 0x4000 + 0x4000 + plan.identification
}

/** Of the TCP header of a SYN without options, and its pseudo header. */
export function tcpSum(plan: SynPlan): number {
  const ports = plan.from.port + plan.to.port
  return pseudoSum(plan, 20) + ports + words16(plan.isn) + 0x5002 + plan.window
}
