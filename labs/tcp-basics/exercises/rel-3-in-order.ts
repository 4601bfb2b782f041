/** What of a segment's header matters here, and its bytes. */
export interface Segment {
  /** Number of its first byte in the stream; the stream's first byte is number 0. A whole number. */
  seqNo: number
  /** None, one or many. The array belongs to the caller, who may use it again after the call. */
  bytes: Uint8Array
  /** True when the stream ends after these bytes (FIN). */
  isLast: boolean
}

/** What goes back to the sender. */
export interface Acknowledgement {
  /** Number of the next byte wanted. */
  ackNo: number
  /** How many bytes from `ackNo` on there is room for. */
  windowBytes: number
}

export interface Receiver {
  /** A segment has come from the network. Answers what is to be sent back. */
  onSegment(segment: Segment): Acknowledgement
  /** The application takes up to `mostBytes` (1 or more) of what is ready, in the order of the stream. */
  read(mostBytes: number): { bytes: Uint8Array; isEnd: boolean }
}

/**
 * The receiving half of a TCP connection. IP may lose, reorder and duplicate packets. The sender sends
 * again what was not acknowledged, and may cut it otherwise than the first time. The application is to
 * see nothing of all that: every byte, once, in order.
 *
 * What must hold:
 *
 * - **In order, once.** `read` hands over each byte of the stream once, in order, and `isEnd` is true as
 *   soon as, and as long as, everything including the end has been read.
 * - **Any segment may come, at any time**: before those in front of it, a second time, overlapping
 *   others, cut otherwise, or without a byte. A segment without bytes says nothing about the byte with
 *   its number. For one number always the same byte comes; any of the 256 values may be that byte.
 * - **The acknowledgement is cumulative**: `ackNo` is the next byte wanted, so every byte before it has
 *   come. Bytes that wait behind a hole are kept, but not acknowledged.
 * - **Memory is bounded** (`capacityBytes`, 1 or more): it holds what is not read yet, and what waits
 *   behind a hole, each byte at the place of its number. So the window begins at `ackNo`, and
 *   `windowBytes` is `capacityBytes` less the bytes that are ready to be read. Of a segment the part
 *   inside the window is kept, and the rest is dropped and forgotten: the sender sends it again.
 * - **The end** takes one number, right after the last byte, and no memory. It is acknowledged
 *   (`ackNo` one higher), once, when every byte before it has come. It may come before them, and is
 *   kept unless part of its segment lies beyond the window. A repeated last segment changes nothing.
 * - Two receivers know nothing of each other.
 *
 * RFC 9293 §3.10.7.4 has the same rules, with numbers that wrap around; here they do not. Nothing here
 * opens a socket: no kernel lets another program receive in its place, so your object is tried on a
 * virtual network. It also gets a stream in the pieces in which a real connection delivered it.
 */
export function createReceiver(capacityBytes: number): Receiver {
  // TODO: this does for a network that never loses, never repeats and never reorders.
  let ready = new Uint8Array(0)
  let ackNo = 0
  let hasEnded = false
  return {
    onSegment({ seqNo, bytes, isLast }) {
      if (seqNo === ackNo) {
        ready = Uint8Array.of(...ready, ...bytes)
        ackNo += bytes.length + (isLast ? 1 : 0)
        hasEnded ||= isLast
      }
      return { ackNo, windowBytes: capacityBytes - ready.length }
    },
    read(mostBytes) {
      const bytes = ready.slice(0, mostBytes)
      ready = ready.slice(mostBytes)
      return { bytes, isEnd: hasEnded && ready.length === 0 }
    },
  }
}
