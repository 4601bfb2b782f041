/** What some of a packet's bytes mean. */
export interface PacketField {
  /** Which field it is, for programs: `tcp.seqNo`. The same in every packet. */
  key: string
  /** Its bytes: offsets in the packet, `to` not included. Fields that share a byte have it both. */
  from: number
  to: number
  /** Which field it is, for people: `Sequence number`. */
  name: string
  /** What it holds, in short: `1000`, `0x220d, good`. */
  value: string
  /** The field's bits as a number, where it is one: not scaled, so a data offset counts words. */
  raw?: number
  /** Where it is defined: `RFC 9293 §3.1`. */
  source: string
}

/** How a field of a fixed header stands in it. */
export interface FieldShape {
  key: string
  name: string
  /** Offset in the header, and how many bytes hold it: from 1 to 4. */
  at: number
  size: number
  /** Bits behind it in those bytes; 0 unless told. */
  shift?: number
  /** How many bits it has; all unless told. */
  bits?: number
  /** Its value in words; the number unless told. */
  say?: (raw: number) => string
  source: string
}

export interface ShapeOptions {
  /** Values in the place of what `say` tells, by key. */
  told?: Record<string, string>
}
