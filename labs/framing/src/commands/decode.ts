import type { Broken, Ended, FrameDecoder } from '@socket-labs/framing'
import type { LabCommand } from '@socket-labs/lab/command'
import { runFilter } from './hex-filter.ts'
import { hexLines } from './hex-lines.ts'
import type { HexOutput } from './hex-output.ts'
import { specArgument, specUsage } from './spec-argument.ts'

const usage = `pnpm lab framing decode SPEC

Reads a stream from standard input, one chunk a line in hex, as the reads of a socket would bring it: spaces
between bytes are allowed, and an empty line is an empty chunk. Prints what a decoder finds in it as JSON,
one object a line, as soon as it is found:
  {"frame":HEX}                        a frame's payload
  {"broken":CODE,"skippedBytes":N}     a frame that is too long or damaged, and how many bytes are passed over
                                       because of it; null where that cannot be known yet
  {"end":"clean","pendingBytes":0}     the last line: the stream ended between two frames,
  {"end":"truncated","pendingBytes":N} or N bytes are in no frame and were not skipped

${specUsage}

  printf '0003 61\\n6263 0002\\n' | pnpm lab framing decode '{"codec":"length","lengthBytes":2}'

Exit status: 0 the input was decoded to its end, broken and truncated frames included; 1 it could not be read, or
the output not written; 2 SPEC is wrong, or a line is no hex (what came before it was decoded)`

/** Shows what a decoder makes of any bytes. */
const decode: LabCommand = {
  name: 'decode',
  about: 'the frames in a stream of bytes, given in hex',
  usage,
  run: async (args) => {
    const { decoder } = specArgument(args)
    return runFilter((input, output) => decodeLines(decoder, input, output))
  },
}

export default decode

async function decodeLines(
  decoder: FrameDecoder,
  input: AsyncIterable<Uint8Array>,
  output: HexOutput,
): Promise<number> {
  try {
    for await (const lines of hexLines(input)) {
      for (const bytes of lines) {
        decoder.feed(bytes)
        for (let step = decoder.next(); step !== 'need-more'; step = decoder.next()) {
          if (output.isFull) await output.flush()
          if (step === 'broken') addBroken(output, decoder.broken as Broken)
          else {
            const writing = addFrame(output, decoder)
            if (writing) await writing
          }
        }
      }
      await output.flush()
    }
  } finally {
    // Said after a line that is no hex as well: what came before it has been decoded.
    await finish(decoder, output)
  }
  return 0
}

/** What only the end of the stream can tell, and the end. */
async function finish(decoder: FrameDecoder, output: HexOutput): Promise<void> {
  for (const found of decoder.finish()) {
    if (output.isFull) await output.flush()
    if (found.kind === 'frame') {
      await addFrame(output, { bytes: found.bytes, start: 0, end: found.bytes.length })
    } else if (found.kind === 'broken') addBroken(output, found)
    else if (found.kind === 'end') addEnd(output, found)
  }
  await output.flush()
}

/** Answers a promise only where the frame is long: one for each of a million frames would cost too much. */
function addFrame(output: HexOutput, payload: Payload): Promise<void> | undefined {
  output.addText('{"frame":"')
  const writing = output.addHex(payload.bytes, payload.start, payload.end)
  if (writing) return writing.then(() => output.addText('"}\n'))
  output.addText('"}\n')
  return undefined
}

function addBroken(output: HexOutput, { code, skippedBytes }: Broken): void {
  output.addText(`${JSON.stringify({ broken: code, skippedBytes })}\n`)
}

function addEnd(output: HexOutput, { end, pendingBytes }: Ended): void {
  output.addText(`${JSON.stringify({ end, pendingBytes })}\n`)
}

interface Payload {
  bytes: Uint8Array
  start: number
  end: number
}
