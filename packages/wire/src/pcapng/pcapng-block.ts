/**
 * A pcapng file is a row of blocks (draft-ietf-opsawg-pcapng §3.1). A section header begins a section and
 * tells its byte order; the interfaces of a section are counted from 0 in the order of their blocks.
 *
 * ```
 *   +-----------+--------------+------+-------------------+--------------+
 *   | type (4)  | length (4)   | body | options           | length (4)   |
 *   +-----------+--------------+------+-------------------+--------------+
 *                 whole block           code (2), length (2), value, zeros to a multiple of 4
 * ```
 */
export const blockType = {
  /** Reads the same in both byte orders. */
  section: 0x0a0d0d0a,
  interface: 1,
  /** Obsolete, and still found. */
  packet: 2,
  simplePacket: 3,
  enhancedPacket: 6,
} as const

/** Written in the section's byte order, behind the type and the length of its header. */
export const byteOrderMagic = 0x1a2b3c4d

/** Type and both lengths. */
export const blockFrameBytes = 12

export const optionCode = {
  end: 0,
  comment: 1,
  sectionHardware: 2,
  sectionOs: 3,
  sectionApplication: 4,
  interfaceName: 2,
  interfaceDescription: 3,
  interfaceResolution: 9,
  interfaceOffset: 14,
  packetFlags: 2,
} as const

/** Up to the next multiple of 4. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4
}
