/** What a frame costs: memory follows the bytes that have come, and work is in proportion to them. */
import {
  type CasePlan,
  type CaseRun,
  type Failure,
  type MethodCall,
  MishapError,
  type Settled,
  sayMs,
  sayValue,
  tellScript,
} from '@socket-labs/grade'
import { bytesOf, type Framing, push } from './framing.ts'
import { decoding } from './framing-script.ts'
import { header } from './length-header.ts'
import { claimsMemory } from './length-limits.ts'

const mebibyte = 1024 * 1024
const gibibyte = 1024 * mebibyte
const largestLength = 2 ** 32 - 1

/** `framingOf` makes the exercise's framing with this limit. */
export function claimedLength(framingOf: (maxPayloadBytes: number) => Framing): CasePlan {
  return {
    title: 'a header that claims 1 GiB, or 4, costs no memory: it follows what has come',
    async run(run) {
      const before = await run.reservedBytes()
      for (const lengthBytes of [gibibyte, gibibyte, gibibyte, largestLength]) {
        const happenings = [push(header(lengthBytes), 'abc')]
        await tellScript(run, decoding(framingOf(largestLength), happenings))
        const after = await run.reservedBytes()
        if (before === undefined || after === undefined) continue
        await run.step('look at its memory', 'less than 512 MiB more than before', async () =>
          after - before < gibibyte / 2 ? undefined : tooMuch(lengthBytes, after - before),
        )
      }
    },
  }
}

function tooMuch(lengthBytes: number, moreBytes: number): Failure {
  return {
    expected: { words: 'less than 512 MiB more than before' },
    got: { words: `${Math.round(moreBytes / mebibyte)} MiB more of memory are reserved` },
    sentence: `${claimsMemory(lengthBytes)} (Linux makes such memory resident only where it is written to, so it can be had for nothing, until somebody writes.)`,
    mistake: 'claims-memory',
  }
}

const payloadBytes = 32 * mebibyte
const pieceBytes = 4096
const pieces = payloadBytes / pieceBytes

/**
 * No time is asserted. Work in proportion to the bytes takes some hundredths of a second; to copy all
 * that waits at each read takes 128 GiB of copying, far beyond the limit that every program has.
 */
export function manyReads(framingOf: (maxPayloadBytes: number) => Framing): CasePlan {
  return {
    title: 'a long frame in many reads costs work in proportion to its bytes',
    async run(run) {
      const { maker } = framingOf(payloadBytes)
      const name = `${maker}(${payloadBytes})`
      const decoder = await run.act(name, () => run.make(maker, { value: payloadBytes }))
      const action = `push a frame of 32 MiB, in ${pieces} reads of 4 KiB`
      await run.step(action, 'one frame, with the last read', () => judgeLongFrame(run, decoder))
    },
  }
}

/** How a program ends that does too much work, or keeps too much. */
const costly = ['blocked', 'out-of-time', 'out-of-memory']

async function judgeLongFrame(run: CaseRun, decoder: string): Promise<Failure | undefined> {
  const call = (bytes: Uint8Array): MethodCall => ({ method: 'push', args: [{ value: bytes }] })
  const piece = call(bytesOf('x'.repeat(pieceBytes)))
  const calls = [call(header(payloadBytes)), ...new Array<MethodCall>(pieces).fill(piece)]
  const expected = { words: `one frame of ${payloadBytes} bytes, with the last of ${pieces} reads` }
  try {
    const results = await run.callMany(decoder, calls)
    const early = results.slice(0, -1).findIndex((one) => !isNothing(one))
    if (early < 0 && isLongFrame(results.at(-1))) return undefined
    const seen = early < 0 ? results.at(-1) : results[early]
    return {
      expected,
      got: { words: seen ? `it ${seen.outcome}: ${sayValue(seen.value)}` : 'nothing' },
      sentence:
        'The frame did not come out as it should, though shorter ones do: look for what its length has to do with it.',
    }
  } catch (error) {
    if (!(error instanceof MishapError) || !costly.includes(error.mishap.code)) throw error
    return { expected, ...tooMuchWork(error, run) }
  }
}

function isNothing({ outcome, value }: Settled): boolean {
  const isList = value.type === 'data' && Array.isArray(value.data) && value.data.length === 0
  return outcome === 'returned' && isList
}

/** So many bytes are told of in words alone. */
function isLongFrame(settled: Settled | undefined): boolean {
  if (settled?.outcome !== 'returned') return false
  return new RegExp(`^\\[\\s*\\w+\\(${payloadBytes}\\)`).test(sayValue(settled.value))
}

function tooMuchWork({ mishap }: MishapError, { limits }: CaseRun): Omit<Failure, 'expected'> {
  const got =
    mishap.code === 'out-of-memory'
      ? `${Math.floor(mishap.residentBytes / mebibyte)} MiB of resident memory, for a frame of 32 MiB`
      : `not done after ${sayMs(limits.blockedMs)} of work; the program was killed`
  return {
    got: { words: got },
    sentence: `All the bytes of this frame can be copied once or twice in some hundredths of a second. Where each push copies all that waits, as Buffer.concat([waiting, bytes]) does, ${pieces} reads make 128 GiB of copying. Keep the pieces, or memory that doubles, and put them together once.`,
    mistake: 'quadratic',
  }
}
