import {
  type CasePlan,
  type CaseRun,
  type Failure,
  firstDifference,
  sayMs,
} from '@socket-labs/grade'
import { type Client, count, Echoing, hex } from './data-5-echoing.ts'
import { kernelBuffersBytes } from './data-5-kernel-buffers.ts'

const mebibyte = 1024 * 1024
const mostTakenBytes = kernelBuffersBytes()
/** More than the kernel's buffers of both directions can hold. */
const sentBytes = mostTakenBytes + 16 * mebibyte
const stallMs = 200

/** A client that sends and does not read: the server must not read on for ever either. */
export const greedyClient: CasePlan = {
  title: 'a client that sends and does not read must not fill the memory',
  async run(run) {
    const echoing = await Echoing.start(run)
    const client = await echoing.connect('a client')
    const bytes = pattern(run, sentBytes)
    let takenBytes = 0
    await run.step(
      `it writes ${count(sentBytes)} and reads nothing`,
      `the server stops reading; at most ${count(mostTakenBytes)} are taken`,
      async () => {
        takenBytes = await client.peer.writeUntilStalled(bytes, stallMs)
        await run.quiet()
        return takenBytes > mostTakenBytes ? tooMuch(takenBytes) : undefined
      },
    )
    const taken = bytes.subarray(0, takenBytes)
    await run.step('it ends its half, and reads', 'all that was taken comes back', async () => {
      await client.peer.end()
      return checkAll(run, client, taken)
    })
    await echoing.close()
  },
}

const lateBytes = 10 * mebibyte

/** As before, and the client has ended its half by the time it reads: the server owes it the rest. */
export const lateReader: CasePlan = {
  title: 'a client that ends its half first and reads later still gets everything',
  async run(run) {
    const echoing = await Echoing.start(run)
    const client = await echoing.connect('a client')
    const bytes = pattern(run, lateBytes)
    await run.act(`it writes ${count(lateBytes)} and ends its half`, async () => {
      const takenBytes = await client.peer.writeUntilStalled(bytes, 100)
      if (takenBytes < bytes.length) await client.peer.queue(bytes.subarray(takenBytes))
      await client.peer.end()
      // In each turn of its event loop it can read 2 MiB: it has met the end, where it reads on.
      for (let turn = 0; turn < 10; turn++) await run.quiet()
    })
    await run.step('it reads', 'everything comes back', () => checkAll(run, client, bytes))
    await echoing.close()
  },
}

/** Bytes that tell where they stood: four of them count. */
function pattern(run: CaseRun, byteCount: number): Uint8Array {
  const from = run.random.between(0, mebibyte)
  const words = new Uint32Array(byteCount / 4)
  for (let i = 0; i < words.length; i++) words[i] = from + i
  return new Uint8Array(words.buffer)
}

function tooMuch(takenBytes: number): Failure {
  return {
    expected: { words: `at most ${count(mostTakenBytes)} taken: what the kernel's buffers hold` },
    got: { words: `${count(takenBytes)} taken, and none of it could be sent back` },
    sentence:
      'The server read on although nothing could be written: the answers are kept in memory, and one client that does not read fills all of it. When write answers false, stop reading until drain.',
    mistake: 'ignores-backpressure',
  }
}

async function checkAll(
  run: CaseRun,
  client: Client,
  taken: Uint8Array,
): Promise<Failure | undefined> {
  const withinMs = run.limits.settleMs
  const { bytes, standing } = await client.peer.receive(taken.length, withinMs)
  await run.quiet()
  if (Buffer.compare(taken, bytes) === 0) return undefined
  const at = firstDifference(taken, bytes)
  if (at === undefined) return undefined
  if (at < bytes.length) {
    return {
      expected: { bytesHex: hex(taken.subarray(at, at + 8)) },
      got: { bytesHex: hex(bytes.subarray(at, at + 8)) },
      sentence: `From byte ${at} on these are not the bytes that were sent: some are missing, or twice there.`,
      mistake: 'loses-under-pressure',
    }
  }
  const difference = {
    expected: { words: count(taken.length) },
    got: {
      words: `${count(bytes.length)}, then ${standing === 'open' ? `nothing more in ${sayMs(withinMs)}` : standing}`,
    },
  }
  if (standing === 'open') {
    const sentence =
      'The server stopped reading while the client did not read, and never goes on, though there is room again. After pause comes resume.'
    return { ...difference, sentence, mistake: 'never-resumes' }
  }
  const sentence =
    'The connection was closed with bytes that had not been sent yet. destroy throws away what is still queued; end sends it first.'
  return { ...difference, sentence, mistake: 'closes-too-early' }
}
