import { type CasePlan, type Failure, gradeExercise, sayValue } from '@socket-labs/grade'
import { Collecting, count, hex } from './data-3-collecting.ts'

const waits = 'it waits'

const onePiece: CasePlan = {
  title: 'bytes that come in one read are handed over',
  async run(run) {
    const stream = run.random.letters(run.random.between(9, 12))
    const collecting = await Collecting.connect(run, stream)
    await collecting.call(stream.length, waits, collecting.checkWaits)
    await collecting.writePieces([stream])
  },
}

const severalPieces: CasePlan = {
  title: 'bytes that come in several reads are put together',
  async run(run) {
    const stream = run.random.letters(run.random.between(10, 14))
    const collecting = await Collecting.connect(run, stream)
    await collecting.call(stream.length, waits, collecting.checkWaits)
    await collecting.writePieces(run.random.pieces(stream, run.random.between(2, 4)))
  },
}

const oneByOne: CasePlan = {
  title: 'every byte may come in a read of its own',
  async run(run) {
    const stream = run.random.letters(run.random.between(5, 9))
    const collecting = await Collecting.connect(run, stream)
    await collecting.call(stream.length, waits, collecting.checkWaits)
    await collecting.writePieces(run.random.pieces(stream, stream.length))
  },
}

const notText: CasePlan = {
  title: 'bytes are not text: a character may be cut, and any byte may come',
  async run(run) {
    const price = Buffer.from(run.random.pick(['5 €', '7 ₤', '9 ₿']))
    const stream = Buffer.concat([price, Uint8Array.of(0xff, 0x00, 0x80), run.random.bytes(6)])
    const insideCharacter = price.length - run.random.between(1, 2)
    const collecting = await Collecting.connect(run, stream)
    await collecting.call(stream.length, waits, collecting.checkWaits)
    await collecting.writePieces([
      stream.subarray(0, insideCharacter),
      stream.subarray(insideCharacter),
    ])
  },
}

const surplusStays: CasePlan = {
  title: 'bytes that came along beyond byteCount stay for the next reader',
  async run(run) {
    const byteCount = run.random.between(4, 8)
    const surplus = run.random.between(2, 4)
    const stream = run.random.letters(byteCount + surplus + 3)
    const collecting = await Collecting.connect(run, stream)
    await collecting.call(byteCount, waits, collecting.checkWaits)
    await collecting.write(byteCount + surplus, collecting.resolves, collecting.checkResolved)
    await collecting.writeOnly(3)
    const rest = stream.subarray(byteCount)
    const expectation = `it is handed the ${rest.length} bytes that follow`
    await run.step('somebody else reads on', expectation, async () => {
      const handed = await run.readOn(collecting.connection.socket, rest.length)
      return hex(handed) === hex(rest) ? undefined : surplusLost(rest, handed, surplus)
    })
  },
}

function surplusLost(expected: Uint8Array, handed: Uint8Array, surplus: number): Failure {
  const difference = { expected: { bytesHex: hex(expected) }, got: { bytesHex: hex(handed) } }
  const mistake = 'loses-surplus'
  if (handed.length === 0) {
    const sentence = `All ${expected.length} bytes were read from the connection after collect had its own, and the next reader was handed none of them: the socket went on flowing, and nobody listened.`
    return { ...difference, sentence, mistake }
  }
  if (hex(handed) === hex(expected.subarray(surplus))) {
    const sentence = `The ${surplus} bytes that came in the same read, after those that collect was asked for, are gone. They belonged to the next reader.`
    return { ...difference, sentence, mistake }
  }
  return { ...difference, sentence: 'The next reader is not handed what follows in the stream.' }
}

const twoMessages: CasePlan = {
  title: 'two messages that come in one read are collected one after the other',
  async run(run) {
    const firstBytes = run.random.between(3, 6)
    const secondBytes = run.random.between(7, 9)
    const collecting = await Collecting.connect(run, run.random.letters(firstBytes + secondBytes))
    await collecting.call(firstBytes, waits, collecting.checkWaits)
    const both = firstBytes + secondBytes
    await collecting.write(both, collecting.resolves, collecting.checkResolved)
    const resolves = `it resolves with ${count(secondBytes, 'byte')}`
    await collecting.call(secondBytes, resolves, collecting.checkResolved)
  },
}

const nothingWanted: CasePlan = {
  title: 'with byteCount 0 it resolves at once, and takes nothing',
  async run(run) {
    const stream = run.random.letters(5)
    const collecting = await Collecting.connect(run, stream)
    await collecting.call(0, 'it resolves with an empty Buffer', collecting.checkResolved)
    await collecting.writeOnly(5)
    await collecting.call(5, 'it resolves with 5 bytes', collecting.checkResolved)
  },
}

const endsEarly: CasePlan = {
  title: 'it rejects when the stream ends too early, and says how much arrived',
  async run(run) {
    const byteCount = run.random.between(12, 16)
    const arrived = run.random.between(0, 9)
    const collecting = await Collecting.connect(run, run.random.letters(byteCount))
    await collecting.call(byteCount, waits, collecting.checkWaits)
    if (arrived > 0) await collecting.write(arrived, waits, collecting.checkWaits)
    const expectation = `it rejects and says ${arrived} of ${byteCount}`
    await run.step('peer ends the stream', expectation, async () => {
      await collecting.connection.peer.end()
      return checkEarlyEnd(collecting, arrived)
    })
  },
}

async function checkEarlyEnd(
  collecting: Collecting,
  arrived: number,
): Promise<Failure | undefined> {
  const { byteCount } = collecting
  const expected = { words: `rejected, with ${arrived} of ${byteCount} in the message` }
  const settled = await collecting.settled()
  if (!settled) {
    return {
      expected,
      got: { words: 'nothing: the promise is still pending' },
      sentence:
        'The stream has ended, so no byte can come any more, and the promise never settled: whoever awaits it waits for ever.',
      mistake: 'deaf-to-the-end',
    }
  }
  const got = { words: `${settled.outcome}: ${sayValue(settled.value)}` }
  if (settled.outcome !== 'rejected') {
    const sentence = `It ${settled.outcome} although the stream ended after ${arrived} of ${byteCount} bytes. Part of the bytes is not the bytes: end of stream is not success.`
    return { expected, got, sentence, mistake: 'short-answer' }
  }
  const numbers: string[] = sayValue(settled.value).match(/\d+/g) ?? []
  if (numbers.includes(String(arrived)) && numbers.includes(String(byteCount))) return undefined
  const sentence = `The message does not say both numbers, ${arrived} and ${byteCount}: whoever reads it in a log must see how far it came.`
  return { expected, got, sentence }
}

const socketError: CasePlan = {
  title: "it rejects with the socket's error when the connection is reset",
  async run(run) {
    const byteCount = run.random.between(10, 16)
    const collecting = await Collecting.connect(run, run.random.letters(byteCount))
    await collecting.call(byteCount, waits, collecting.checkWaits)
    await collecting.write(run.random.between(2, 6), waits, collecting.checkWaits)
    await run.step('peer resets the connection', 'it rejects with ECONNRESET', async () => {
      await collecting.connection.peer.reset()
      return checkReset(collecting)
    })
  },
}

async function checkReset(collecting: Collecting): Promise<Failure | undefined> {
  const settled = await collecting.settled()
  const isSocketError =
    settled?.outcome === 'rejected' &&
    settled.value.type === 'error' &&
    settled.value.code === 'ECONNRESET'
  if (isSocketError) return undefined
  return {
    expected: {
      words: "rejected, with the error that the socket emitted (its code is 'ECONNRESET')",
    },
    got: {
      words: settled
        ? `${settled.outcome}: ${sayValue(settled.value)}`
        : 'nothing: the promise is still pending',
    },
    sentence: settled
      ? 'A reset is not an end of stream. Only the error that the socket emitted tells the caller which of them it was.'
      : 'The connection was reset, so no byte can come any more, and the promise never settled: whoever awaits it waits for ever.',
  }
}

const nothingLeft: CasePlan = {
  title: 'it leaves no listener on the socket',
  async run(run) {
    const stream = run.random.letters(8)
    const collecting = await Collecting.connect(run, stream)
    const { socket } = collecting.connection
    const before = (await run.inspect(socket)).listeners
    await collecting.call(stream.length, waits, collecting.checkWaits)
    await collecting.writePieces([stream])
    await run.step('look at the socket', 'the listeners are those of before', async () => {
      const { listeners } = await run.inspect(socket)
      return leftBehind(before, listeners)
    })
  },
}

function leftBehind(
  before: Record<string, number>,
  after: Record<string, number>,
): Failure | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = names.filter((name) => (before[name] ?? 0) !== (after[name] ?? 0))
  if (changed.length === 0) return undefined
  const say = (counts: Record<string, number>) =>
    changed.map((name) => `${counts[name] ?? 0} for '${name}'`).join(', ')
  const isLeft = changed.every((name) => (after[name] ?? 0) > (before[name] ?? 0))
  return {
    expected: { words: say(before) },
    got: { words: say(after) },
    sentence: isLeft
      ? 'It settled and left listeners behind. They go on taking bytes that are meant for the next reader, and every call adds more.'
      : "It removed listeners that are not its own. Node's own are among them, and the program's.",
    mistake: isLeft ? 'leaves-listeners' : 'removes-others-listeners',
  }
}

export default gradeExercise(import.meta.url, {
  fact: 'data-3',
  kind: 'client',
  shows: 'TCP is a byte stream: number and sizes of writes and of reads are unrelated',
  notebook: { file: '02-a-stream-of-bytes', heading: '1. Ten writes, how many reads? (data-3)' },
  exports: ['collect'],
  cases: [
    onePiece,
    severalPieces,
    oneByOne,
    notText,
    nothingLeft,
    surplusStays,
    twoMessages,
    nothingWanted,
    endsEarly,
    socketError,
  ],
})
