import { randomInt } from 'node:crypto'
import { disagreement } from '../packages/framing/test/naive/disagreement.ts'
import { type Case, codecNames, randomCase } from '../packages/framing/test/naive/random-case.ts'
import { seededRandom } from '../packages/path/src/index.ts'

const wantedPushes = 10_000_000
const mostMs = 45 * 60_000
const mostFailures = 5
const seeds = 2 ** 32

/**
 * Decodes random streams of every codec, good and damaged, cut at random, in all forms, until ten million
 * chunks have been pushed, and holds each answer against the naive decoders'. Every stream has its own
 * seed: with `SOAK_SEED` set only that one is decoded. True when all agreed, and in time.
 */
export async function soakFraming(): Promise<boolean> {
  const { SOAK_SEED: only } = process.env
  if (only !== undefined) return decode(Number(only)).difference === undefined
  const firstSeed = randomInt(seeds)
  const startMs = performance.now()
  let [pushes, streams, failures] = [0, 0, 0]
  const tellProgress = () => {
    const seconds = ((performance.now() - startMs) / 1000).toFixed(0)
    const outcome = failures === 0 ? 'all agreed' : `${failures} failed`
    process.stderr.write(
      `\rframing: ${pushes} pushes in ${streams} streams, ${outcome}  ${seconds} s`,
    )
  }
  while (pushes < wantedPushes && failures < mostFailures) {
    const { given, difference } = decode((firstSeed + streams) % seeds)
    pushes += given.chunks.length
    if (difference !== undefined) failures++
    if (streams++ % 10_000 === 0) {
      tellProgress()
      if (performance.now() - startMs > mostMs) break
    }
  }
  tellProgress()
  process.stderr.write(`, ${codecNames.length} codecs, first seed ${firstSeed}\n`)
  if (pushes < wantedPushes && failures === 0) {
    process.stdout.write(`in ${mostMs / 60_000} minutes only ${pushes} of ${wantedPushes} pushes\n`)
  }
  return failures === 0 && pushes >= wantedPushes
}

function decode(seed: number): { given: Case; difference: string | undefined } {
  const random = seededRandom(seed)
  const given = randomCase((least, most) => least + Math.floor(random() * (most - least + 1)))
  const difference = differenceOf(given)
  if (difference !== undefined) {
    const chunks = given.chunks.map((chunk) => Buffer.from(chunk).toString('hex'))
    const again = `again: SOAK_SEED=${seed} pnpm soak framing`
    process.stdout.write(
      `\n${difference}\n${JSON.stringify(given.spec)}\n${chunks.join(' ')}\n${again}\n`,
    )
  }
  return { given, difference }
}

function differenceOf(given: Case): string | undefined {
  try {
    return disagreement(given)
  } catch (error) {
    return `thrown: ${(error as Error).stack}`
  }
}
