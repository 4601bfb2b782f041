import { FrameDecoder, lineCodec } from '@socket-labs/framing'

for (const report of ['early', 'late'] as const) {
  const decoder = new FrameDecoder(lineCodec(), { maxFrameBytes: 8, oversize: 'skip', report })
  for (const text of ['short\nthis is too', ' long\nagain\n']) {
    for (const found of decoder.push(Buffer.from(text))) {
      if (found.kind === 'frame') console.log(`frame ${Buffer.from(found.bytes)}`)
      if (found.kind === 'broken') console.log(`${report}: ${found.code}, ${found.skippedBytes}`)
    }
    const { framedBytes, skippedBytes, pendingBytes } = decoder
    console.log(`${framedBytes} framed, ${skippedBytes} skipped, ${pendingBytes} pending`)
  }
}
