import { FrameDecoder, lengthCodec } from '@socket-labs/framing'

const codec = lengthCodec({ lengthBytes: 2 })
const stream = Buffer.concat([
  codec.encode(Buffer.from('hello')),
  codec.encode(Buffer.from('world')),
])

const decoder = new FrameDecoder(codec)
for (const chunk of [stream.subarray(0, 1), stream.subarray(1, 10), stream.subarray(10)]) {
  for (const found of decoder.push(chunk)) {
    if (found.kind === 'frame') console.log(`frame ${Buffer.from(found.bytes)}`)
    if (found.kind === 'broken') console.log(`broken: ${found.message}`)
    if (found.kind === 'need-more') console.log(`${found.pendingBytes} bytes wait for more`)
  }
}
