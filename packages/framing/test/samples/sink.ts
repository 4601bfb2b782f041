import { type Broken, FrameDecoder, lineCodec } from '@socket-labs/framing'

const kept: Uint8Array[] = []
const decoder = new FrameDecoder(lineCodec())
const sink = {
  frame(bytes: Uint8Array, start: number, end: number) {
    // `bytes` is valid until this returns: what is kept is copied.
    if (bytes[start] === 0x21) kept.push(new Uint8Array(bytes.subarray(start, end)))
  },
  broken(fault: Broken) {
    console.log(fault.message)
  },
}

const memory = new Uint8Array(64)
for (const text of ['one\n!two\n', '!thr', 'ee\nfour\n']) {
  const { written } = new TextEncoder().encodeInto(text, memory)
  decoder.push(memory.subarray(0, written), sink)
}
console.log(kept.map((line) => new TextDecoder().decode(line)).join(' '))
