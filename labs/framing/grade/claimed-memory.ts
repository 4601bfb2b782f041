import type { CasePlan, Failure } from '@socket-labs/grade'
import { bytesOf } from './framing.ts'
import { header } from './length-header.ts'

const mebibyte = 1024 * 1024
const peers = 12
/** All together stay below what a program may hold, should the system make them resident. */
const claimBytes = 32 * mebibyte
/** A program's own memory moves by some MiB, also when nothing is asked for. */
const mostGrownBytes = (peers * claimBytes * 2) / 3

/** Each claims as much as is allowed, and sends one byte of it. */
export const manyClaims: CasePlan = {
  title: `${peers} peers claim 32 MiB each, which is allowed, and send one byte`,
  async run(run) {
    const beforeBytes = await run.reservedBytes()
    if (beforeBytes === undefined) {
      await run.act(
        'this system does not tell how much memory a program asks for: left out',
        nothing,
      )
      return
    }
    await run.step(
      `${peers} decoders, createDecoder(33554432, 'stop'): push 02 00 00 00 61 to each`,
      'nothing yet, and little memory',
      async () => {
        const bytes = bytesOf(header(claimBytes), 'a')
        for (let peer = 0; peer < peers; peer++) {
          const decoder = await run.make('createDecoder', { value: claimBytes }, { value: 'stop' })
          const settled = await run.callOn(decoder, 'push', { value: bytes })
          if (settled?.outcome !== 'returned') return tooMuch('it threw')
        }
        const grownBytes = ((await run.reservedBytes()) ?? beforeBytes) - beforeBytes
        if (grownBytes <= mostGrownBytes) return undefined
        return tooMuch(`${Math.round(grownBytes / mebibyte)} MiB more were asked for`)
      },
    )
  },
}

async function nothing(): Promise<void> {}

function tooMuch(got: string): Failure {
  return {
    expected: { words: `memory for the ${peers * 5} bytes that came` },
    got: { words: got },
    sentence: `Each header made room for 32 MiB, of which one byte came. Five bytes sent must not cost 32 MiB: make room for what has come, and put the frame together when its last byte is there.`,
    mistake: 'room-by-claim',
  }
}
