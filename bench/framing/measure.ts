import { cutStream } from './streams.ts'
import { frameOf, subjects } from './subjects.ts'

/**
 * A process for one form, one size and one subject, which no other subject has taught the compiler anything.
 * Prints the median of its payload bytes a second over several rounds.
 */
const [kind, size, name] = process.argv.slice(2) as [keyof typeof subjects, string, string]
const rounds = 5
/** The stream is read until so much time has passed, at least once. */
const roundMs = 120

const stream = cutStream(frameOf(kind, Number(size)), Number(size))
const read = subjects[kind][name] ?? (() => 0)
// The first round is for the compiler.
await rate()
const rates: number[] = []
for (let round = 0; round < rounds; round++) rates.push(await rate())
process.stdout.write(`${rates.sort((a, b) => a - b)[rounds >> 1]}`)

async function rate(): Promise<number> {
  const startedMs = performance.now()
  let reads = 0
  do {
    const seen = await read(stream)
    if (seen !== stream.payloadBytes)
      throw new Error(`${name} read ${seen} of ${stream.payloadBytes}`)
    reads++
  } while (performance.now() - startedMs < roundMs)
  return (reads * stream.payloadBytes) / ((performance.now() - startedMs) / 1000)
}
