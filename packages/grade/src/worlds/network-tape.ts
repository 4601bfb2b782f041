import type { RandomSource } from '@socket-labs/path'
import fc from 'fast-check'

/** A link draws this many numbers for each packet. */
const drawsPerPacket = 6
const steps = 100

/** What chance does to one packet. */
export type Luck = number[]

/** What chance does to the packets of a link, in the order in which they are sent. */
export type NetworkTape = Luck[]

/** Numbers shrink to 0, and that stands for the best of luck: not lost, not twice, not late. */
export const luck: fc.Arbitrary<Luck> = fc.array(fc.nat({ max: steps - 1 }), {
  minLength: drawsPerPacket,
  maxLength: drawsPerPacket,
})

/**
 * Draws the chances of a link instead of a seed. A seed can only be replaced by another; a tape can be
 * shrunk, packet by packet, until only the misfortunes are left that a failure needs.
 */
export function networkTape(mostPackets: number): fc.Arbitrary<NetworkTape> {
  return fc.array(luck, { maxLength: mostPackets, size: 'max' })
}

/** Plays a tape as the randomness of a link. After its end every packet has the best of luck. */
export function playTape(tape: NetworkTape): RandomSource {
  const draws = tape.flat()
  let next = 0
  return () => (steps - 1 - (draws[next++] ?? 0)) / steps
}
