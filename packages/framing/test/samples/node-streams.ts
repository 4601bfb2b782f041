import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FrameDecoder, netstringCodec } from '@socket-labs/framing'
import { FrameStream, FrameWriter } from '@socket-labs/framing/node'

const payloads = ['slow', 'and', 'steady'].map((text) => Buffer.from(text))
const slowReader = new Writable({
  objectMode: true,
  highWaterMark: 1,
  write(payload: Uint8Array, _encoding, done) {
    console.log(`${Buffer.from(payload)}`)
    setImmediate(done)
  },
})
await pipeline(
  Readable.from(payloads),
  new FrameWriter(netstringCodec()),
  new FrameStream(new FrameDecoder(netstringCodec())),
  slowReader,
)
