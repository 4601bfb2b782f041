import { cutStream } from './streams.ts'
import { frameOf, subjects } from './subjects.ts'

/**
 * One process for one form and one size: the subjects in turn, round after round, so that a machine that
 * slows down slows all of them. Prints for each the median of its payload bytes a second.
 */
const [kind, size] = process.argv.slice(2) as [keyof typeof subjects, string]
const rounds = 5
/** A subject reads the stream until so much time has passed, at least once. */
const roundMs = 150

const stream = cutStream(frameOf(kind, Number(size)), Number(size))
const rates = new Map<string, number[]>()
for (let round = 0; round <= rounds; round++) {
  for (const [name, read] of Object.entries(subjects[kind])) {
    const rate = await rateOf(name, read)
    // The first round is for the compiler.
    if (round > 0) rates.set(name, [...(rates.get(name) ?? []), rate])
  }
}
const medians = [...rates].map(([name, all]) => [name, all.sort((a, b) => a - b)[all.length >> 1]])
process.stdout.write(JSON.stringify(Object.fromEntries(medians)))

async function rateOf(name: string, read: (typeof subjects)['varint'][string]): Promise<number> {
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
