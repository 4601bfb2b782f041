/** The two ends of the wire. */
export type Side = 'client' | 'server'

export const sides: readonly Side[] = ['client', 'server']

export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client'
}
