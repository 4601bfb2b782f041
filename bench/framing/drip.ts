import { FrameDecoder, lengthCodec } from '@socket-labs/framing'

/** Nanoseconds a byte for one frame of `payloadBytes` that comes byte by byte; the least of three tries. */
export function dripNs(payloadBytes: number): number {
  const codec = lengthCodec()
  const frame = codec.encode(new Uint8Array(payloadBytes))
  const tries = [0, 0, 0].map(() => {
    const decoder = new FrameDecoder(codec, { maxFrameBytes: 2 ** 25 })
    let frames = 0
    const sink = {
      frame() {
        frames++
      },
      broken() {},
    }
    const startedMs = performance.now()
    for (let at = 0; at < frame.length; at++) decoder.push(frame.subarray(at, at + 1), sink)
    if (frames !== 1) throw new Error('the dripped frame did not come out')
    return ((performance.now() - startedMs) * 1e6) / frame.length
  })
  return Math.min(...tries)
}
