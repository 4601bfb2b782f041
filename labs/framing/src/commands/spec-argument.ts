import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Codec, codecFromSpec, FrameDecoder, OptionError } from '@socket-labs/framing'
import { UsageError } from '@socket-labs/lab/command'

/** For `--help`. */
export const specUsage = `SPEC says how the frames stand in the stream: a JSON object, or @FILE with one in it. Byte strings are in hex.
  {"codec":"length","lengthBytes":4,"endian":"big","lengthOffset":0,"lengthAdjustment":0,"stripBytes":4}
  {"codec":"varint","minimal":true}
  {"codec":"fixed","frameBytes":4}
  {"codec":"delimiter","delimiters":["0d0a","00"],"strip":true,"escape":"5c"}
  {"codec":"line","strip":true}
  {"codec":"netstring"}
  {"codec":"cobs"}
  {"codec":"checksummed"}
Each takes as well, with these defaults:
  "maxFrameBytes":1048576   the longest frame: all of it (length, varint, fixed, checksummed), its content
                            without the delimiter (delimiter, line), its payload (netstring, cobs)
  "oversize":"stop"         what a broken frame does: "stop" for good, or "skip" it and go on behind it
  "report":"early"          when it is told: "early" as soon as it is known, "late" when it has passed`

/** What a command's one word asks for: a codec, and a decoder as SPEC says. */
export interface Asked {
  codec: Codec
  decoder: FrameDecoder
}

/** Throws {@link UsageError} for a word that is no SPEC; it names the field to mend. */
export function specArgument(args: readonly string[]): Asked {
  const [word, extra] = args
  if (word === undefined) throw new UsageError('SPEC is missing: a JSON object')
  if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many: SPEC is one word`)
  try {
    const spec: unknown = JSON.parse(word.startsWith('@') ? textOf(word.slice(1)) : word)
    const { codec, options } = codecFromSpec(spec)
    return { codec, decoder: new FrameDecoder(codec, options) }
  } catch (error) {
    if (error instanceof OptionError) throw new UsageError(`SPEC: ${error.message}`)
    if (error instanceof SyntaxError) throw new UsageError(`SPEC is no JSON: ${error.message}`)
    throw error
  }
}

/** Seen from where the command was given: pnpm changes to the package's folder before it runs a script. */
function textOf(file: string): string {
  try {
    return readFileSync(resolve(process.env.INIT_CWD ?? '.', file), 'utf8')
  } catch (error) {
    throw new UsageError(`SPEC: ${(error as Error).message}`)
  }
}
