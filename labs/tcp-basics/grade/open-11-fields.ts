/** Where the fields of a SYN stand in an IP packet, and what must stand there. */
import type { SynPlan } from './open-11-plans.ts'

export interface Field {
  name: string
  at: number
  bytes: 1 | 2 | 4
  want(plan: SynPlan, packet: Uint8Array): number
}

export const ipFields: readonly Field[] = [
  { name: 'version and header length', at: 0, bytes: 1, want: () => 0x45 },
  { name: 'DSCP and ECN', at: 1, bytes: 1, want: () => 0 },
  { name: 'total length', at: 2, bytes: 2, want: (_, packet) => packet.length },
  { name: 'identification', at: 4, bytes: 2, want: (plan) => plan.identification },
  { name: 'flags and fragment offset', at: 6, bytes: 2, want: () => 0x4000 },
  { name: 'TTL', at: 8, bytes: 1, want: () => 64 },
  { name: 'protocol', at: 9, bytes: 1, want: () => 6 },
  { name: 'from.address', at: 12, bytes: 4, want: (plan) => addressNumber(plan.from.address) },
  { name: 'to.address', at: 16, bytes: 4, want: (plan) => addressNumber(plan.to.address) },
]

export const tcpFields: readonly Field[] = [
  { name: 'from.port', at: 20, bytes: 2, want: (plan) => plan.from.port },
  { name: 'to.port', at: 22, bytes: 2, want: (plan) => plan.to.port },
  { name: 'isn', at: 24, bytes: 4, want: (plan) => plan.isn },
  { name: 'acknowledgment number', at: 28, bytes: 4, want: () => 0 },
  { name: 'data offset', at: 32, bytes: 1, want: (_, packet) => (packet.length - 20) << 2 },
  { name: 'flags', at: 33, bytes: 1, want: () => 0x02 },
  { name: 'window', at: 34, bytes: 2, want: (plan) => plan.window },
  { name: 'urgent pointer', at: 38, bytes: 2, want: () => 0 },
]

export function numberAt(packet: Uint8Array, at: number, bytes: number): number {
  return packet.subarray(at, at + bytes).reduce((number, byte) => number * 0x100 + byte, 0)
}

/** `total length, bytes 2 to 3: 003c (60)`. */
export function sayField({ name, at, bytes }: Omit<Field, 'want'>, value: number): string {
  const place = bytes === 1 ? `byte ${at}` : `bytes ${at} to ${at + bytes - 1}`
  return `${name}, ${place}: ${hexOf(value, bytes)} (${value})`
}

export function hexOf(value: number, bytes: number): string {
  return value.toString(16).padStart(2 * bytes, '0')
}

/** Its bytes from the last to the first. */
export function turned(value: number, bytes: number): number {
  return Number.parseInt(Buffer.from(hexOf(value, bytes), 'hex').reverse().toString('hex'), 16)
}

export function addressBytes(address: string): Uint8Array {
  return Uint8Array.from(address.split('.').map(Number))
}

export function addressNumber(address: string): number {
  return numberAt(addressBytes(address), 0, 4)
}

/** The sum of its two halves. */
export function words16(number: number): number {
  return Math.floor(number / 0x10000) + (number % 0x10000)
}
