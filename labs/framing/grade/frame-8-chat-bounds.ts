import { type CasePlan, type CaseRun, type Failure, type Received, sayMs } from '@socket-labs/grade'
import { type Guest, roomCase, word } from './frame-8-chat-room.ts'

const mostTextBytes = 64 * 1024

const longest = roomCase('a text of exactly 64 KiB is said', async (room, run) => {
  const [ann, bo] = await room.joinTwo()
  const text = run.random.pick(['abcd', 'efgh', 'ijkl']).repeat(mostTextBytes / 4)
  await ann.says(text, [bo], {
    told: `${ann.name} writes a text of ${mostTextBytes} bytes`,
    ifSilent: {
      sentence: `A text of ${mostTextBytes} bytes is the longest that is allowed, and it was not said. What goes to the others is longer by the name, and may be.`,
      mistake: 'refuses-the-longest',
    },
  })
  await bo.says(word(run), [ann])
})

const claims = [
  { claim: mostTextBytes + 1, what: 'one byte more than the most' },
  { claim: 2 ** 31, what: '2^31' },
  { claim: 2 ** 32 - 1, what: '2^32 - 1' },
]

const claimsTooMuch = roomCase(
  'a client that claims more than 64 KiB is cut off at its header, and nobody else',
  async (room, run) => {
    const [ann, bo] = await room.joinTwo()
    for (const { claim, what } of claims) {
      const cleo = await room.join(room.names[2])
      const header = Buffer.alloc(4)
      header.writeUInt32BE(claim)
      await run.step(
        `${cleo.name} claims ${claim} bytes (${what}): ${header.toString('hex').replace(/..\B/g, '$& ')}`,
        `${cleo.name} is cut off`,
        async () => {
          await cleo.peer.write(header)
          return isCutOff(run, cleo, claim)
        },
      )
    }
    await ann.says(word(run), [bo])
    await bo.says(word(run), [ann])
  },
)

async function isCutOff(run: CaseRun, guest: Guest, claim: number): Promise<Failure | undefined> {
  const received = await guest.peer.receive(Number.POSITIVE_INFINITY, run.limits.settleMs)
  await run.quiet()
  if (received.standing !== 'open') return undefined
  const sentence =
    claim === 2 ** 31
      ? 'The header 80 00 00 00 is 2 147 483 648. Read as a signed number it is negative, and less than any maximum: a length has no sign.'
      : `The server now waits for ${claim} bytes, of which it will have to keep each. Whoever connects can say any number: it is compared with the maximum before a byte of the text is waited for.`
  return {
    expected: { words: 'the end of the connection, or a reset' },
    got: { words: sayOpen(run, received) },
    sentence,
    mistake: claim === 2 ** 31 ? 'signed-length' : 'believes-the-claim',
  }
}

function sayOpen({ limits }: CaseRun, { bytes }: Received): string {
  const got = bytes.length === 0 ? 'nothing' : `${bytes.length} bytes`
  return `${got} in ${sayMs(limits.settleMs)}; the connection is open`
}

/** What a client's header may claim. */
export const bounds: CasePlan[] = [longest, claimsTooMuch]
