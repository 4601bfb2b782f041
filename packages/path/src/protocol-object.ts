/** Told to a protocol object when its `nextDeadlineMs()` has come and nothing else has happened. */
export interface TimeReached {
  kind: 'time-reached'
}

/**
 * A protocol as data in, data out. Events are past facts, effects are orders. It has no clock: `nowMs` is
 * an input and never goes back. It runs unchanged in virtual time and in real time.
 */
export interface ProtocolObject<Event, Effect, View = unknown> {
  on(event: Event | TimeReached, nowMs: number): Effect[]
  /** When it wants `time-reached`; undefined when it waits for nothing. */
  nextDeadlineMs(): number | undefined
  /** How it stands, for pictures and asserts. */
  view(): View
}
