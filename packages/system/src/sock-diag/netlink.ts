/** One message of the kernel's answer, without its header. */
export interface NetlinkMessage {
  type: number
  flags: number
  sequenceNo: number
  payload: Uint8Array
}

/** The messages of one read, and where the bytes stop being messages. */
export interface NetlinkParts {
  messages: NetlinkMessage[]
  broken?: { offset: number; why: string }
}

/** Types and flags of linux/netlink.h. */
export const NLMSG_ERROR = 2
export const NLMSG_DONE = 3
export const NLM_F_REQUEST = 0x1
export const NLM_F_DUMP_INTR = 0x10
export const NLM_F_DUMP = 0x300

const headerBytes = 16
const alignment = 4

/**
 * One request (RFC 3549 §2.3.2), numbers in the machine's own order, little-endian here:
 *
 *     0      4     6      8            12           16
 *     │length│ type│flags │sequence no.│port, 0 here│ payload
 */
export function encodeNetlink({ type, flags, sequenceNo, payload }: NetlinkMessage): Uint8Array {
  const bytes = new Uint8Array(headerBytes + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, bytes.length, true)
  view.setUint16(4, type, true)
  view.setUint16(6, flags, true)
  view.setUint32(8, sequenceNo, true)
  bytes.set(payload, headerBytes)
  return bytes
}

/** Splits what was read at one go. A message that does not fit is told as `broken`, and what was before it counts. */
export function splitNetlink(bytes: Uint8Array): NetlinkParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const messages: NetlinkMessage[] = []
  for (let offset = 0; offset < bytes.length; ) {
    const left = bytes.length - offset
    if (left < headerBytes)
      return broken(messages, offset, `expected a header of ${headerBytes} bytes, got ${left}`)
    const length = view.getUint32(offset, true)
    if (length < headerBytes || length > left) {
      const why = `expected a length from ${headerBytes} to ${left}, got ${length}`
      return broken(messages, offset, why)
    }
    messages.push({
      type: view.getUint16(offset + 4, true),
      flags: view.getUint16(offset + 6, true),
      sequenceNo: view.getUint32(offset + 8, true),
      payload: bytes.subarray(offset + headerBytes, offset + length),
    })
    offset += aligned(length)
  }
  return { messages }
}

function broken(messages: NetlinkMessage[], offset: number, why: string): NetlinkParts {
  return { messages, broken: { offset, why } }
}

/** The attributes behind a message's fixed part, by type: `length 2 │ type 2 │ value`. One cut short ends the list. */
export function readAttributes(bytes: Uint8Array): Map<number, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = new Map<number, Uint8Array>()
  for (let offset = 0; offset + 4 <= bytes.length; ) {
    const length = view.getUint16(offset, true)
    if (length < 4 || offset + length > bytes.length) break
    found.set(view.getUint16(offset + 2, true), bytes.subarray(offset + 4, offset + length))
    offset += aligned(length)
  }
  return found
}

/** The errno in an NLMSG_ERROR, where it is negative, or an NLMSG_DONE; 0 for none and for bytes cut short. */
export function netlinkErrno(payload: Uint8Array): number {
  if (payload.length < 4) return 0
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  return Math.max(0, -view.getInt32(0, true))
}

function aligned(length: number): number {
  return Math.ceil(length / alignment) * alignment
}
