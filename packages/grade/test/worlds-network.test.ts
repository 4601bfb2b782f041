import fc from 'fast-check'
import { expect, test } from 'vitest'
import { networkTape, playTape } from '../src/worlds/network-tape.ts'
import { readsOfRealConnection } from '../src/worlds/real-reads.ts'
import { runVirtually, type Sender, type SenderEvent } from '../src/worlds/virtual-connection.ts'

const link = { delayMs: 5, lossRatio: 0.3, reorderRatio: 0.3, reorderMs: 12, duplicateRatio: 0.3 }

/** One number at a time, until it is acknowledged. */
class StopAndWait implements Sender<number, number> {
  readonly #count: number
  #next = 0
  #deadlineMs = 0

  constructor(count: number) {
    this.#count = count
  }

  get isDone(): boolean {
    return this.#next === this.#count
  }

  on(event: SenderEvent<number> | { kind: 'time-reached' }, nowMs: number) {
    if (event.kind === 'answer-arrived') {
      if (event.answer !== this.#next) return []
      this.#next++
    }
    if (this.isDone) return []
    this.#deadlineMs = nowMs + 30
    return [{ kind: 'send-packet' as const, packet: this.#next }]
  }

  nextDeadlineMs = () => (this.isDone ? undefined : this.#deadlineMs)
  view = () => this.#next
}

test('whatever chance does to packets and answers, the sender gets them through', () => {
  fc.assert(
    fc.property(networkTape(20), networkTape(20), (there, back) => {
      const sender = new StopAndWait(6)
      const arrived: number[] = []
      runVirtually<number, number>({
        sender,
        link,
        randomThere: playTape(there),
        randomBack: playTape(back),
        receive: ({ packet }) => arrived.push(packet) && packet,
        isOver: () => sender.isDone,
      })
      expect(sender.isDone).toBe(true)
      expect([...new Set(arrived)]).toEqual([0, 1, 2, 3, 4, 5])
    }),
  )
})

test('a tape without misfortune, and one that has ended, leave every packet alone', () => {
  const arrivals = (tape: number[][]) => {
    const seen: string[] = []
    const sender = new StopAndWait(4)
    runVirtually<number, number>({
      sender,
      link,
      randomThere: playTape(tape),
      randomBack: playTape([]),
      receive: ({ packet, packetNo, copyNo }) =>
        seen.push(`${packet} ${packetNo} ${copyNo}`) && packet,
      isOver: () => sender.isDone,
    })
    return seen
  }
  const once = ['0 1 1', '1 2 1', '2 3 1', '3 4 1']
  expect(arrivals([])).toEqual(once)
  expect(arrivals([[0, 0, 0, 0, 0, 0]])).toEqual(once)
  expect(arrivals([[99, 0, 0, 0, 0, 0]])).toEqual(['0 2 1', '1 3 1', '2 4 1', '3 5 1'])
  expect(arrivals([[0, 99, 0, 0, 0, 0]])).toEqual(['0 1 1', '0 1 2', '1 2 1', '2 3 1', '3 4 1'])
})

test('what happens besides happens until the connection is over', () => {
  const sender = new StopAndWait(10)
  let ticks = 0
  runVirtually<number, number>({
    sender,
    link,
    randomThere: playTape([]),
    randomBack: playTape([]),
    receive: ({ packet }) => packet,
    every: { periodMs: 30, happen: () => ticks++ },
    isOver: () => sender.isDone,
  })
  expect(ticks).toBe(3)
})

test('the reads of a real connection are all of its bytes', async () => {
  const pieces = [3000, 1, 20_000].map((size) => new Uint8Array(size))
  const sizes = await readsOfRealConnection(pieces)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(23_001)
})
