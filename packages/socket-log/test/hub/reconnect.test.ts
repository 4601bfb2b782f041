import { expect, test } from 'vitest'
import { getJson, type HubUnderTest, hubUnderTest } from './hub-under-test.ts'
import { until } from './until.ts'
import { LogClient, type ServerMessage } from './viewer.ts'
import { WrittenRun } from './written-run.ts'

/** What a page does: keeps records in order, and fetches what the log says it no longer has. */
class FollowedRun {
  readonly records: unknown[] = []
  /** Numbers that were told as gaps. */
  gaps = 0
  #work: Promise<void> = Promise.resolve()
  readonly #hub: HubUnderTest
  readonly #run: string

  constructor(hub: HubUnderTest, run: string) {
    this.#hub = hub
    this.#run = run
  }

  get next(): number {
    return this.records.length + 1
  }

  /** Takes messages one after the other, because filling a gap takes a while. */
  take(message: ServerMessage): void {
    this.#work = this.#work.then(() => this.#take(message))
  }

  settled(): Promise<void> {
    return this.#work
  }

  async #take({ type, records = [], from = 0, to = 0 }: ServerMessage): Promise<void> {
    if (type === 'batch') this.#append(records)
    if (type !== 'gap') return
    this.gaps += to - from + 1
    for (let next = from; next <= to; next = this.next) {
      const path = `runs/${this.#run}/records?from=${next}&to=${to}`
      this.#append((await getJson<{ records: { n: number }[] }>(this.#hub, path)).records)
    }
  }

  #append(records: readonly { n: number }[]): void {
    for (const record of records) {
      if (record.n !== this.next) throw new Error(`expected ${this.next}, got ${record.n}`)
      this.records.push(record)
    }
  }
}

/** Writes the run in batches, as its runner would, as far as `limit` lets it. */
async function writeInBatches(
  written: WrittenRun,
  count: number,
  limit: () => number = () => count,
): Promise<void> {
  while (written.lines.length < count - 1) {
    written.fillTo(Math.min(written.lines.length + 250, limit(), count - 1))
    await new Promise((resolve) => setImmediate(resolve))
  }
  written.end()
}

/** A number generator, so that a failure can be repeated (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

test('a viewer whose connection is killed fifty times during a run of 100 000 records loses nothing and gets nothing twice', async () => {
  const hub = await hubUnderTest()
  const count = 100_000
  const kills = 50
  const written = new WrittenRun(hub.runsDir, 'r')
  written.fillTo(1)
  const followed = new FollowedRun(hub, 'r')
  const random = randomFrom(4747)
  let killed = 0
  // So that every kill falls into the run, which still grows while the viewer comes back.
  const mayWrite = () => (killed < kills ? Math.floor(((killed + 1) / (kills + 1)) * count) : count)
  const writing = writeInBatches(written, count, mayWrite)
  while (followed.next <= count) {
    const client = new LogClient(hub)
    client.onMessage = (message) => followed.take(message)
    const said = client.say({ type: 'hello', run: 'r', next: followed.next }).catch(() => {})
    if (killed < kills) {
      await momentToKill(client, followed, random() * (mayWrite() - followed.next))
      client.socket.terminate()
      killed++
    } else await until('the end', () => followed.next > count, 30_000)
    client.onMessage = undefined
    await said
    await followed.settled()
  }
  await writing
  expect(killed).toBe(kills)
  expect(followed.records).toEqual(written.lines.map((line) => JSON.parse(line)))
  expect(hub.faults).toEqual([])
}, 120_000)

/** At once, at the handshake's end, at the welcome, or after so many records, whatever is then under way. */
async function momentToKill(
  client: LogClient,
  followed: FollowedRun,
  records: number,
): Promise<void> {
  const last = followed.next + records
  const moments = [
    () => true,
    () => client.socket.readyState === client.socket.OPEN,
    () => client.messages.length > 0,
  ]
  const afterRecords = () => followed.next >= last
  await until('the moment to kill', moments[Math.floor(records) % 8] ?? afterRecords, 30_000)
}

test('a viewer that reads nothing for a while is told what it missed and can fetch it: in all, everything once', async () => {
  // More than the file is read at once: without a bound on what waits for the slow one, nothing would fall out.
  const hub = await hubUnderTest({ limits: { ringRecords: 16_384 } })
  const count = 150_000
  const written = new WrittenRun(hub.runsDir, 'r')
  written.fillTo(1)
  const followed = new FollowedRun(hub, 'r')
  const slow = new LogClient(hub)
  slow.onMessage = (message) => followed.take(message)
  const quick = new LogClient(hub)
  await slow.say({ type: 'hello', run: 'r' })
  await quick.say({ type: 'hello', run: 'r' })
  await until(
    'both see the first record',
    () => quick.numbers().length === 1 && followed.next === 2,
  )
  const { _socket: socket } = slow.socket as unknown as { _socket: NodeJS.ReadStream }
  socket.pause()
  await writeInBatches(written, count)
  await until(
    'the quick one sees the end',
    () => quick.messages.at(-1)?.records?.at(-1)?.n === count,
    60_000,
  )
  socket.resume()
  await until('the slow one has all', () => followed.next > count, 60_000)
  expect(followed.gaps).toBeGreaterThan(0)
  expect(slow.numbers().length + followed.gaps).toBe(count)
  expect(followed.records).toEqual(written.lines.map((line) => JSON.parse(line)))
}, 120_000)
