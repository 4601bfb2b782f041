/** What can be wrong in a pcapng file. Each has one cause. */
export type PcapngFaultCode =
  /** The file does not begin with a section header. */
  | 'no-section'
  /** The section header has no byte-order magic. */
  | 'byte-order'
  /** A major version other than 1. */
  | 'version'
  /** The length of a block is less than its parts need, no multiple of 4, or not repeated behind it. */
  | 'block-length'
  /** Longer than `maxBlockBytes`. */
  | 'block-too-long'
  /** The file ends within a block. */
  | 'truncated'
  /** An option reaches past the end of its block, or its value has not the size that it must have. */
  | 'option-length'
  /** A packet of an interface that the section has not described. */
  | 'unknown-interface'
  /** A packet reaches past the end of its block. */
  | 'packet-length'

/** Why a block cannot be read. A value: nothing throws it. */
export interface PcapngFault {
  kind: 'broken'
  code: PcapngFaultCode
  /** What was expected, what came, and the limit. */
  message: string
  /** Offset in the file of what is wrong. */
  at: number
}

export function pcapngFault(code: PcapngFaultCode, message: string, at: number): PcapngFault {
  return { kind: 'broken', code, message, at }
}

export function isPcapngFault(value: unknown): value is PcapngFault {
  return (value as { kind?: unknown } | undefined)?.kind === 'broken'
}
