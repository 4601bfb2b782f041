import { EncodeError } from '@socket-labs/framing'
import type { LabCommand } from '@socket-labs/lab/command'
import { runFilter } from './hex-filter.ts'
import { hexLines } from './hex-lines.ts'
import type { HexOutput } from './hex-output.ts'
import { type Asked, specArgument, specUsage } from './spec-argument.ts'

const usage = `pnpm lab framing encode SPEC

Reads payloads from standard input, one a line in hex: spaces between bytes are allowed, and an empty line is an
empty payload. Prints the frame of each, one a line in hex, which decode takes with the same SPEC.

${specUsage}

  printf '68690a\\n' | pnpm lab framing encode '{"codec":"netstring"}'

Exit status: 0 all were encoded; 1 a payload cannot be put into such a frame (the frames before it were printed),
or the input not read, or the output not written; 2 SPEC is wrong, or a line is no hex`

/** Shows what a payload looks like as a frame. */
const encode: LabCommand = {
  name: 'encode',
  about: 'the frames of payloads, in hex',
  usage,
  run: async (args) => {
    const asked = specArgument(args)
    return runFilter((input, output) => encodeLines(asked, input, output))
  },
}

export default encode

async function encodeLines(
  { codec, decoder }: Asked,
  input: AsyncIterable<Uint8Array>,
  output: HexOutput,
): Promise<number> {
  let line = 0
  try {
    for await (const lines of hexLines(input)) {
      for (const payload of lines) {
        line++
        if (output.isFull) await output.flush()
        const frame = codec.encode(payload, decoder.maxFrameBytes)
        const writing = output.addHex(frame, 0, frame.length)
        if (writing) await writing
        output.addText('\n')
      }
      await output.flush()
    }
    return 0
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error
    process.stderr.write(`line ${line}: ${error.message}\n`)
    return 1
  } finally {
    await output.flush()
  }
}
