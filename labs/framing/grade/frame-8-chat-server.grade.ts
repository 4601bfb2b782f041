import { type CasePlan, type Failure, gradeExercise } from '@socket-labs/grade'
import { bounds } from './frame-8-chat-bounds.ts'
import { cuts } from './frame-8-chat-cuts.ts'
import { leaving, nothingLeft } from './frame-8-chat-leaving.ts'
import { frameOf } from './frame-8-chat-misheard.ts'
import { pythonClients } from './frame-8-chat-python.ts'
import { Room, roomCase, word } from './frame-8-chat-room.ts'
import { silentReader } from './frame-8-chat-silent-reader.ts'

const twoClients = roomCase(
  'what one client says the other hears, with the name in front',
  async (room, run) => {
    const [ann, bo] = await room.joinTwo()
    await ann.says(word(run), [bo])
    await bo.says(word(run), [ann])
    await bo.says(word(run), [ann])
  },
)

const threeClients = roomCase(
  'all others hear it, and nobody hears its own words',
  async (room, run) => {
    const [ann, bo, cleo] = await room.joinThree()
    await ann.says(word(run), [bo, cleo])
    await cleo.says(word(run), [ann, bo])
    await bo.says(word(run), [ann, cleo])
    await ann.says(word(run), [bo, cleo])
  },
)

const countsBytes = roomCase(
  'the length counts bytes, in the name too, and an empty text is a text',
  async (room, run) => {
    const ann = await room.join(room.names[0])
    const other = await room.join(run.random.pick(['小明', 'Zoë', 'Łukasz']))
    await ann.says(`${run.random.pick(['你好', '早安', '5 €'])} ${word(run, 2, 4)}`, [other])
    await ann.says('', [other], { ifSilent: emptyIsAText })
    await other.says(word(run), [ann])
  },
)

const emptyIsAText = {
  sentence:
    'The length is 0, so the frame ends with its header: an empty text is said as any other.',
  mistake: 'empty-is-nothing',
}

const nameless = roomCase('who has not said a name is not in the room yet', async (room, run) => {
  const [ann, bo] = await room.joinTwo()
  const cleo = await room.connect(room.names[2])
  await ann.says(word(run), [bo])
  await cleo.write(frameOf(cleo.name), 'the name')
  await ann.says(word(run), [bo, cleo], { ifOther: heardTooEarly(cleo.name) })
})

function heardTooEarly(name: string) {
  const sentence = `${name} was told of something that was said before ${name} had a name. Who is connected is not in the room yet.`
  return { sentence, mistake: 'hears-before-its-name' }
}

const twoServers: CasePlan = {
  title: 'two servers can run at the same time, each with a room of its own',
  async run(run) {
    const first = await Room.start(run)
    const [ann, bo] = await first.joinTwo()
    let second: Room
    try {
      second = await Room.start(run)
    } catch (error) {
      throw hardCodedPort(error)
    }
    const others = await second.joinTwo()
    const ownRoom = {
      ifOther: {
        sentence:
          'This was said to the other server. Who is in the room must be kept in a variable of startChat, not of the file.',
        mistake: 'shared-room',
      },
    }
    await ann.says(word(run), [bo], ownRoom)
    await others[1].says(word(run), [others[0]], ownRoom)
    await bo.says(word(run), [ann], ownRoom)
    await first.leaveAndClose()
    await second.leaveAndClose()
  },
}

/** The same failure with a sentence of its own where the port was taken: by the first server. */
function hardCodedPort(error: unknown): unknown {
  const { failure } = (error ?? {}) as { failure?: Failure }
  const got = failure && 'words' in failure.got ? failure.got.words : ''
  if (!failure || !(got.includes('EADDRINUSE') || got.includes('pending'))) return error
  failure.sentence =
    'The second server did not start: its port, which is written in the program, is taken by the first. Ask for port 0, and the system chooses one that is free.'
  failure.mistake = 'hard-coded-port'
  return error
}

export default gradeExercise(import.meta.url, {
  fact: 'frame-8',
  kind: 'server',
  shows: 'a length in front of each message makes messages out of a stream of bytes',
  notebook: { file: '03-a-length-header-step-by-step', heading: '7. A chat server (frame-8)' },
  exports: ['startChat'],
  cases: [
    twoClients,
    threeClients,
    countsBytes,
    nameless,
    nothingLeft,
    twoServers,
    ...cuts,
    ...bounds,
    ...leaving,
    silentReader,
    pythonClients,
  ],
})
