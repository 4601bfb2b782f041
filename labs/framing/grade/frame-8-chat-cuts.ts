import type { CasePlan } from '@socket-labs/grade'
import { frameOf } from './frame-8-chat-misheard.ts'
import { roomCase, word } from './frame-8-chat-room.ts'

const glued = roomCase('several frames may come in one read', async (room, run) => {
  const [ann, bo] = await room.joinTwo()
  const texts = [word(run), '', word(run), word(run)]
  await ann.says(texts, [bo], {
    pieces: [Buffer.concat(texts.map(frameOf))],
    told: `${ann.name} writes ${texts.length} frames at once, one of them empty`,
    ifSilent: {
      sentence:
        'Four frames came in one read, and not all were said. After a frame there may be another one in the same read, also after an empty one: while, not if.',
      mistake: 'if-not-while',
    },
  })
})

const nameAndWords = roomCase(
  'the name and the first words may come in one read',
  async (room, run) => {
    const ann = await room.join(room.names[0])
    const bo = await room.connect(room.names[1])
    const text = word(run)
    await bo.says(text, [ann], {
      pieces: [Buffer.concat([frameOf(bo.name), frameOf(text)])],
      told: `${bo.name} writes the name and ${JSON.stringify(text)} at once`,
      ifSilent: {
        sentence: `The name and the words came in one read, and the words were not said. What follows the first frame is a frame as well.`,
        mistake: 'name-swallows-words',
      },
    })
  },
)

const byteByByte = roomCase('frames may come a byte at a time, the name too', async (room, run) => {
  const ann = await room.join(room.names[0])
  const bo = await room.connect(room.names[1])
  const texts = [`${word(run, 3, 4)} 你好`, word(run, 3, 5)]
  const bytes = Buffer.concat([bo.name, ...texts].map(frameOf))
  await bo.says(texts, [ann], {
    pieces: [...bytes].map((byte) => Uint8Array.of(byte)),
    told: `${bo.name} writes a name and two frames, a byte at a time`,
    ifSilent: halfForgotten,
  })
})

const halfForgotten = {
  sentence:
    'The frame came in pieces, and nothing was said. What is not a whole frame yet, half a header too, must be kept until the rest comes.',
  mistake: 'half-forgotten',
}

const anyCut = roomCase('wherever two frames are cut in two', async (room, run) => {
  const [ann, bo] = await room.joinTwo()
  const length = Buffer.concat([word(run, 2, 2), word(run, 2, 2)].map(frameOf)).length
  for (let cut = 1; cut < length; cut++) {
    const texts = [word(run, 2, 2), word(run, 2, 2)]
    const bytes = Buffer.concat(texts.map(frameOf))
    await ann.says(texts, [bo], {
      pieces: [bytes.subarray(0, cut), bytes.subarray(cut)],
      told: `${ann.name} cuts two frames after byte ${cut} of ${length}`,
      ifSilent: halfForgotten,
    })
  }
})

const interleaved = roomCase(
  "one client's half frame is not continued by another's bytes",
  async (room, run) => {
    const [ann, bo, cleo] = await room.joinThree()
    const [text, between] = [word(run), word(run)]
    const frame = frameOf(text)
    const half = run.random.between(5, 7)
    const ownBuffers = {
      sentence: `${ann.name} had sent half a frame, and ${bo.name}'s bytes were put behind it. Each connection is a stream of its own: what is not whole yet belongs into its handler.`,
      mistake: 'shared-buffer',
    }
    const meant = { ifSilent: ownBuffers, ifMixed: ownBuffers, ifOther: ownBuffers }
    await ann.write(frame.subarray(0, half), 'half a frame')
    await bo.says(between, [ann, cleo], meant)
    await ann.says(text, [bo, cleo], {
      ...meant,
      pieces: [frame.subarray(half)],
      told: `${ann.name} writes the other half`,
    })
  },
)

/** However the bytes are cut and joined. */
export const cuts: CasePlan[] = [glued, nameAndWords, byteByByte, anyCut, interleaved]
