import type { RecordDraft } from '@socket-labs/trace'

/** A draft as a tap knows it: the recorder adds time and clock where they are missing. */
export type Seen = Partial<RecordDraft> & Pick<RecordDraft, 'kind' | 'at' | 'origin'>

/** Where taps write what they see. */
export interface Recorder {
  /** Milliseconds since the run started. */
  now(): number
  /** How many bytes of each read and write are kept, at most. */
  readonly captureBytes: number
  /**
   * `seen` is the recorder's from now on: it completes it. `bytes` are copied at once, cut to
   * `captureBytes`; the caller may reuse them.
   */
  record(seen: Seen, bytes?: Uint8Array, originalBytes?: number): void
}
