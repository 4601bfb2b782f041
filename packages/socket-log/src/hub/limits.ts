/** Bounds on what the hub keeps, waits for and accepts. */
export interface HubLimits {
  /** Newest records of a watched run that are kept in memory, and their bytes. */
  ringRecords: number
  ringBytes: number
  /** How often the file of a watched run that has not ended is asked for its size. */
  pollMs: number
  /** A viewer that does not answer one ping before the next is dropped. */
  heartbeatMs: number
  /** A request's head must be whole after this long, its body after twice as long. */
  headersTimeoutMs: number
  /** Runs kept open, with their index, while nobody watches them. */
  idleRuns: number
  /** Viewers at one time. */
  viewers: number
}

export const hubLimits: HubLimits = {
  ringRecords: 65_536,
  ringBytes: 32 << 20,
  pollMs: 8,
  heartbeatMs: 15_000,
  headersTimeoutMs: 10_000,
  idleRuns: 8,
  viewers: 64,
}
