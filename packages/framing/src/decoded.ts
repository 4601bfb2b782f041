import type { Broken } from './fault.ts'

/** A frame that may be kept: see `FrameDecoder.push`. */
export interface Frame {
  kind: 'frame'
  /** The payload. */
  bytes: Uint8Array
  /** Where the whole frame stands in the stream: offset of its first byte, and of the one behind its last. */
  fromByte: number
  toByte: number
}

/** Nothing more can be told before more bytes come. */
export interface NeedMore {
  kind: 'need-more'
  /** How many bytes wait, which are neither in a frame nor skipped. */
  pendingBytes: number
  /** At least so many are missing. */
  missingBytes: number
}

/** The stream has ended. */
export interface Ended {
  kind: 'end'
  /** `truncated`: it ended within a frame, or behind one that is broken. */
  end: 'clean' | 'truncated'
  pendingBytes: number
  /** What the truncated frame lacks, in words. */
  missing?: string
}

export type Decoded = Frame | Broken | NeedMore

/** Told of each frame as it is found. */
export interface FrameSink {
  /** The payload is `bytes[start, end)`. It is valid during this call only: copy what is to be kept. */
  frame(bytes: Uint8Array, start: number, end: number): void
  broken(fault: Broken): void
}
