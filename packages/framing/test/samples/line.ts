import { FrameDecoder, lineCodec } from '@socket-labs/framing'

const decoder = new FrameDecoder(lineCodec())
const told = ['one\r', '\ntwo\rthree\nfo', 'ur\r'].flatMap((text) =>
  decoder.push(Buffer.from(text)),
)
for (const found of [...told, ...decoder.finish()]) {
  if (found.kind === 'frame') console.log(`${Buffer.from(found.bytes)}`)
}
