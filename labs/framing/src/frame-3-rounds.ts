/** One setting of a private loopback, under which a connection is looked at. */
export interface Round {
  round: 'as it is' | 'mtu 1500' | 'timestamps' | 'offload'
  mtuBytes: number
  hasTimestamps: boolean
  /** The kernel hands several segments to the interface in one piece (segmentation offload). */
  isOffloaded: boolean
}

export const rounds: readonly Round[] = [
  { round: 'as it is', mtuBytes: 65_536, hasTimestamps: true, isOffloaded: true },
  { round: 'mtu 1500', mtuBytes: 1500, hasTimestamps: false, isOffloaded: false },
  { round: 'timestamps', mtuBytes: 1500, hasTimestamps: true, isOffloaded: false },
  { round: 'offload', mtuBytes: 1500, hasTimestamps: true, isOffloaded: true },
]

/** What the client writes in each round, with one call. */
export const writtenBytes = 20_000
