import { type Codec, EncodeError, FrameDecoder, FrameScanner } from '@socket-labs/framing'

const [stx, etx] = [0x02, 0x03]

/** STX, the payload, ETX; what lies between frames is noise. `maxFrameBytes` counts the payload. */
class StxScanner extends FrameScanner {
  /** How much of the frame has been looked at, so that no byte is looked at twice. */
  #seenBytes = 1

  override scan(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number) {
    if (start < end && bytes[start] !== stx) {
      const at = bytes.subarray(start, end).indexOf(stx)
      this.frameEnd = at < 0 ? end : start + at
      return 'idle'
    }
    let at = start + this.#seenBytes
    while (at < end && bytes[at] !== etx) at++
    this.#seenBytes = 1
    if (at - start - 1 > maxFrameBytes) {
      const message = `expected ETX behind ${maxFrameBytes} bytes at most`
      this.fault = { code: 'frame-too-long', message, skipBytes: 1, next: 'seek' }
      return 'broken'
    }
    if (at >= end) {
      this.#seenBytes = at - start
      return 'need-more'
    }
    this.payload = bytes
    this.payloadStart = start + 1
    this.payloadEnd = at
    this.frameEnd = at + 1
    return 'frame'
  }

  override seek(bytes: Uint8Array, start: number, end: number) {
    const at = bytes.subarray(start, end).indexOf(stx)
    this.frameEnd = at < 0 ? end : start + at
    return at >= 0
  }

  override missing() {
    return 'its ETX'
  }
}

const stxCodec: Codec = {
  name: 'stx',
  encode(payload) {
    if (payload.some((value) => value === stx || value === etx)) {
      throw new EncodeError('ERR_FRAME_DELIMITER', 'expected a payload without STX and ETX')
    }
    return Uint8Array.of(stx, ...payload, etx)
  },
  scanner: () => new StxScanner(),
}

const decoder = new FrameDecoder(stxCodec, { maxFrameBytes: 8, oversize: 'skip' })
const told = ['noise\x02he', 'llo\x03\x02much too long\x03', '\x02ok\x03'].flatMap((text) =>
  decoder.push(Buffer.from(text)),
)
for (const found of told) {
  if (found.kind === 'frame') console.log(`frame ${Buffer.from(found.bytes)}`)
  if (found.kind === 'broken') console.log(found.message)
}
