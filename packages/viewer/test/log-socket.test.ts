import { describe, expect, it } from 'vitest'
import {
  applyLogMessage,
  helloFor,
  type LogMessage,
  parseLogMessage,
} from '../src/log/log-messages.ts'
import { type LinkState, LogSocket, type SocketLike } from '../src/log/log-socket.ts'
import { RecordStore } from '../src/log/store.ts'
import { records } from './records.ts'

/** The far end of a log socket, moved by the test. */
class FarEnd implements SocketLike {
  readonly said: string[] = []
  isClosed = false
  #listeners = new Map<string, (event: { data: unknown }) => void>()
  addEventListener(type: string, listener: (event: { data: unknown }) => void): void {
    this.#listeners.set(type, listener)
  }
  send(text: string): void {
    this.said.push(text)
  }
  close(): void {
    this.isClosed = true
  }
  happen(type: 'open' | 'close' | 'message', message?: LogMessage): void {
    this.#listeners.get(type)?.({ data: JSON.stringify(message) })
  }
}

function setUp(isRefused = false) {
  const store = new RecordStore()
  const ends: FarEnd[] = []
  const states: LinkState[] = []
  const waits: { delayMs: number; run: () => void }[] = []
  const socket = new LogSocket({
    openSocket: () => {
      ends.push(new FarEnd())
      return ends.at(-1) as FarEnd
    },
    hello: () => helloFor('r1', store),
    onMessage: (text) => {
      const message = parseLogMessage(text)
      if (message) applyLogMessage(store, 'r1', message)
    },
    onState: (state) => states.push(state),
    isRefused: async () => isRefused,
    later: (delayMs, run) => waits.push({ delayMs, run }),
  })
  return { store, ends, states, waits, socket }
}

const batch = (from: number, to: number): LogMessage => ({
  type: 'batch',
  run: 'r1',
  records: records(from, to),
})

/** The answer to `isRefused` is awaited before anything goes on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the line to the log', () => {
  it('asks for the first record at first, and after a loss for the one that is due', async () => {
    const { store, ends, states, waits } = setUp()
    ends[0]?.happen('open')
    ends[0]?.happen('message', batch(1, 30))
    ends[0]?.happen('close')
    await settled()
    waits[0]?.run()
    ends[1]?.happen('open')
    ends[1]?.happen('message', batch(31, 40))
    expect(ends.map((end) => JSON.parse(end.said[0] as string).next)).toEqual([1, 31])
    expect(states).toEqual(['connecting', 'open', 'reconnecting', 'open'])
    expect([store.held, store.repeated, store.gaps.length]).toEqual([40, 0, 0])
  })

  it('waits longer after each loss, at most 5 s, and starts anew once it stood', async () => {
    const { ends, waits } = setUp()
    for (let i = 0; i < 7; i++) {
      ends[i]?.happen('close')
      await settled()
      waits[i]?.run()
    }
    expect(waits.map((wait) => wait.delayMs)).toEqual([200, 400, 800, 1600, 3200, 5000, 5000])
    ends[7]?.happen('open')
    ends[7]?.happen('close')
    await settled()
    expect(waits.at(-1)?.delayMs).toBe(200)
  })

  it('that is refused does not ask again', async () => {
    const { ends, states, waits } = setUp(true)
    ends[0]?.happen('close')
    await settled()
    expect(states.at(-1)).toBe('refused')
    expect(waits).toEqual([])
  })

  it('that the page closed stays closed and says nothing more', async () => {
    const { store, ends, states, waits, socket } = setUp()
    ends[0]?.happen('open')
    socket.close()
    ends[0]?.happen('message', batch(1, 5))
    ends[0]?.happen('close')
    await settled()
    expect(ends[0]?.isClosed).toBe(true)
    expect(states.at(-1)).toBe('closed')
    expect([waits.length, store.held]).toEqual([0, 0])
  })
})

describe('words of the log', () => {
  it('that are no message of the log are passed over', () => {
    expect(parseLogMessage('{')).toBeUndefined()
    expect(parseLogMessage('null')).toBeUndefined()
    expect(parseLogMessage('{"type":"hello"}')).toBeUndefined()
  })

  it('about another run come from an earlier hello and are passed over', () => {
    const store = new RecordStore()
    applyLogMessage(store, 'r2', batch(1, 5))
    expect(store.held).toBe(0)
  })

  it('tell the head at once, so that the page knows how much is to come', () => {
    const store = new RecordStore()
    const welcome = { type: 'welcome', schema: 1, run: 'r1', oldest: 1, head: 900 } as const
    applyLogMessage(store, 'r1', welcome)
    expect([store.head, store.expected]).toEqual([900, 1])
  })
})
