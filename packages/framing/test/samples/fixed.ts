import { FrameDecoder, fixedCodec } from '@socket-labs/framing'

const decoder = new FrameDecoder(fixedCodec({ frameBytes: 4 }))
for (const found of decoder.push(Buffer.from('pingpongpi'))) {
  if (found.kind === 'frame') console.log(`${Buffer.from(found.bytes)}`)
}
