import { type CasePlan, type Failure, sayMs, tellNobodyListens } from '@socket-labs/grade'
import { frameOf } from './frame-8-chat-misheard.ts'
import { type Guest, roomCase, word } from './frame-8-chat-room.ts'

const resets = roomCase(
  'a client that resets its connection disturbs nobody',
  async (room, run) => {
    const [ann, bo, cleo] = await room.joinThree()
    await ann.says(word(run), [bo, cleo])
    await cleo.write(frameOf(word(run)).subarray(0, 6), 'half a frame')
    await run.step(`${cleo.name} resets the connection`, 'the program goes on', async () => {
      await cleo.peer.reset()
      await room.settle()
      return undefined
    })
    await bo.says(word(run), [ann])
    await ann.says(word(run), [bo])
  },
)

const endsItsHalf = roomCase(
  'a client that ends its half gets what was said before, and then the end',
  async (room, run) => {
    const [ann, bo, cleo] = await room.joinThree()
    await ann.says(word(run), [bo])
    const last = word(run)
    const half = frameOf(word(run)).subarray(0, 6)
    await cleo.says(last, [ann, bo], {
      pieces: [Buffer.concat([frameOf(last), half])],
      told: `${cleo.name} writes ${JSON.stringify(last)} and half a frame`,
    })
    await run.step(`${cleo.name} ends its half`, `${cleo.name} gets the end`, async () => {
      await cleo.peer.end()
      return getsTheEnd(cleo, run.limits.settleMs)
    })
    const after = {
      ifOther: {
        sentence: `After ${cleo.name} had gone something else was said: half a frame is not a frame, also when no more will come.`,
        mistake: 'says-half-a-frame',
      },
    }
    await ann.says(word(run), [bo], after)
    await bo.says(word(run), [ann], after)
  },
)

async function getsTheEnd(guest: Guest, withinMs: number): Promise<Failure | undefined> {
  const { standing } = await guest.peer.receive(Number.POSITIVE_INFINITY, withinMs)
  if (standing === 'ended') return undefined
  const isOpen = standing === 'open'
  return {
    expected: { words: 'the end of the stream' },
    got: { words: isOpen ? `nothing in ${sayMs(withinMs)}; the connection is open` : 'a reset' },
    sentence: isOpen
      ? `${guest.name} has ended its half, and the server does not end the other one: both wait for ever.`
      : `The connection was reset, although ${guest.name} had ended it in the usual way.`,
    mistake: isOpen ? 'never-ends' : 'resets-at-the-end',
  }
}

const whileConnected = roomCase(
  'close() ends the connections that are still open',
  async (room, run) => {
    const guests = [...(await room.joinTwo()), await room.connect(room.names[2])]
    await run.step('close(), while they are connected', 'it resolves', async () => {
      const failure = await room.checkClose()
      if (failure?.mistake !== 'close-never-settles') return failure
      const sentence =
        'close() waits for its clients to leave, and a client may stay for ever. server.close() stops accepting; it does not end the connections that are open.'
      return { ...failure, sentence, mistake: 'waits-for-clients' }
    })
    await run.step('they read', 'each connection has ended', async () => {
      for (const { name, peer } of guests) {
        const { standing } = await peer.receive(Number.POSITIVE_INFINITY, run.limits.settleMs)
        if (standing !== 'open') continue
        return {
          expected: { words: 'the end of the stream, or a reset' },
          got: { words: `${name}'s connection is open` },
          sentence: `close() resolved, and ${name} is still connected: nobody looks after that connection any more.`,
          mistake: 'leaves-connections',
        }
      }
      return undefined
    })
  },
)

export const nothingLeft = roomCase(
  'after close() nothing of the server is left',
  async (room, run) => {
    await room.leaveAndClose()
    await tellNobodyListens(run, room.port)
  },
)

/** How a client leaves, and how the server does with clients in it. */
export const leaving: CasePlan[] = [resets, endsItsHalf, whileConnected]
