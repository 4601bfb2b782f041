import { checksummedCodec, FrameDecoder } from '@socket-labs/framing'

const codec = checksummedCodec()
const frames = ['one', 'two', 'three'].map((text) => codec.encode(Buffer.from(text)))
const stream = Buffer.concat(frames)
console.log(stream.subarray(0, 15).toString('hex'))
stream.writeUInt8(0x54, 15 + 8) // "two" becomes "Two"

const decoder = new FrameDecoder(codec, { oversize: 'skip', report: 'late' })
for (const found of decoder.push(stream)) {
  if (found.kind === 'frame') console.log(`frame ${Buffer.from(found.bytes)}`)
  if (found.kind === 'broken') console.log(`${found.message}; ${found.skippedBytes} bytes skipped`)
}
