import {
  type CasePlan,
  type CaseRun,
  type Failure,
  type Peer,
  sayMs,
  sayRow,
  sayValue,
} from '@socket-labs/grade'
import {
  frameOf,
  type Listening,
  type Misheard,
  misheard,
  sayFrame,
  sayText,
} from './frame-8-chat-misheard.ts'

/** Names that begin with different letters, so that a piece of one is no other's. */
const threeNames = [
  ['Ann', 'Bo', 'Cleo'],
  ['Dan', 'Eve', 'Finn'],
  ['Gus', 'Hana', 'Ivo'],
  ['Joe', 'Kim', 'Lena'],
] as const

/** A case with one server of its own, which must close in the end, unless the case has closed it. */
export function roomCase(
  title: string,
  happens: (room: Room, run: CaseRun) => Promise<void>,
): CasePlan {
  return {
    title,
    async run(run) {
      const room = await Room.start(run)
      try {
        await happens(room, run)
        if (!room.isClosed) await room.leaveAndClose()
      } catch (error) {
        await room.abandon()
        throw error
      }
    },
  }
}

/** A word of small letters. */
export function word({ random }: CaseRun, least = 4, most = 8): string {
  return Buffer.from(random.letters(random.between(least, most))).toString()
}

/** One server that the learner's `startChat` made, and those who are in its room. */
export class Room {
  readonly run: CaseRun
  readonly port: number
  readonly #server: string
  readonly guests: Guest[] = []
  /** True once `close` has been called. */
  isClosed = false
  readonly names: readonly [string, string, string]

  static async start(run: CaseRun): Promise<Room> {
    let room: Room | undefined
    await run.step('startChat()', 'it resolves with a port', async () => {
      const server = await run.make('startChat')
      const port = await run.field(server, 'port')
      if (port?.type === 'data' && isPort(port.data)) {
        room = new Room(run, server, port.data)
        return undefined
      }
      return {
        expected: { words: 'port: the number of the port on which it listens' },
        got: { words: `port: ${port ? sayValue(port) : 'nothing'}` },
        sentence: 'Without the number of its port nobody can connect to the server.',
      }
    })
    return room as Room
  }

  /** Ends a case that failed, so that its server does not disturb the next one. */
  async abandon(): Promise<void> {
    for (const { peer } of this.guests) peer.close()
    if (this.isClosed) return
    // A program that has crashed closes nothing.
    await this.run.callOn(this.#server, 'close').catch(() => undefined)
  }

  private constructor(run: CaseRun, server: string, port: number) {
    this.run = run
    this.#server = server
    this.port = port
    this.names = run.random.pick(threeNames)
  }

  /** Connects, without a word. */
  async connect(name: string): Promise<Guest> {
    let peer: Peer | undefined
    await this.run.step(`${name} connects`, 'the connection opens', async () => {
      peer = await this.run.dial(this.port)
      return undefined
    })
    const guest = new Guest(this, name, peer as Peer)
    this.guests.push(guest)
    return guest
  }

  /** Connects and says its name. */
  async join(name: string): Promise<Guest> {
    return this.run.act(`${name} joins: ${sayFrame(name)}`, async () => {
      const guest = new Guest(this, name, await this.run.dial(this.port))
      this.guests.push(guest)
      await guest.peer.write(frameOf(name))
      await this.settle()
      return guest
    })
  }

  async joinTwo(): Promise<[Guest, Guest]> {
    const [first, second] = this.names
    return [await this.join(first), await this.join(second)]
  }

  async joinThree(): Promise<[Guest, Guest, Guest]> {
    return [...(await this.joinTwo()), await this.join(this.names[2])]
  }

  /** What was written before has been read by the server, and a connection has been accepted before. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await this.run.quiet()
  }

  /** The clients go, so that nothing is left for `close` to end; then it closes. */
  async leaveAndClose(): Promise<void> {
    await this.run.act('all leave', async () => {
      for (const { peer } of this.guests) peer.close()
      await this.settle()
    })
    await this.run.step('close()', 'it resolves', () => this.checkClose())
  }

  /** Calls `close`, and answers what is wrong when it has not resolved in time. */
  async checkClose(): Promise<Failure | undefined> {
    this.isClosed = true
    const settled = await this.run.callOn(this.#server, 'close')
    if (settled?.outcome === 'resolved') return undefined
    const got = settled
      ? `${settled.outcome}: ${sayValue(settled.value)}`
      : `nothing: the promise is still pending after ${sayMs(this.run.limits.settleMs)}`
    return {
      expected: { words: 'a promise that resolves' },
      got: { words: got },
      sentence: settled
        ? 'close must return a promise, and that must resolve.'
        : 'close() never settled, although no client is connected any more.',
      mistake: settled ? 'close-without-promise' : 'close-never-settles',
    }
  }
}

/** How a text is written, where not as one frame in one write; and what it means when it is misheard. */
interface Saying extends Misheard {
  /** What is written, and how that is told; one frame in one write unless told. */
  pieces?: readonly Uint8Array[]
  told?: string
}

/** The grader's end of one connection to the server. */
export class Guest {
  readonly name: string
  readonly peer: Peer
  readonly #room: Room
  /** The texts of all frames that it must have got, in order. */
  readonly #wanted: string[] = []

  constructor(room: Room, name: string, peer: Peer) {
    this.#room = room
    this.name = name
    this.peer = peer
  }

  /** Writes bytes of which nothing is to come yet. */
  async write(bytes: Uint8Array, what = ''): Promise<void> {
    const action = `${this.name} writes ${sayRow(bytes)}${what && `, ${what}`}`
    await this.#room.run.act(action, async () => {
      await this.peer.write(bytes)
      await this.#room.settle()
    })
  }

  /** Says texts, in one frame each, which these must hear. */
  async says(texts: string | string[], listeners: Guest[], saying: Saying = {}): Promise<void> {
    const all = typeof texts === 'string' ? [texts] : texts
    const { pieces = [Buffer.concat(all.map(frameOf))], told } = saying
    const action = told ?? `${this.name} writes ${all.map(sayFrame).join(' ')}`
    const heard = all.map((text) => `${this.name}: ${text}`)
    await this.#room.run.step(action, sayHeard(listeners, heard), async () => {
      for (const piece of pieces) {
        await this.peer.write(piece)
        // What was written alone is also read alone.
        if (pieces.length > 1) await this.#room.run.quiet()
      }
      for (const listener of listeners) {
        const failure = await listener.hears(heard, { ...saying, speaker: this.name })
        if (failure) return failure
      }
      return undefined
    })
  }

  /** Answers what is wrong when these are not the texts that come next. */
  async hears(
    texts: readonly string[],
    how: Misheard & { speaker: string; withinMs?: number },
  ): Promise<Failure | undefined> {
    const from = this.#wanted.length
    this.#wanted.push(...texts)
    const wanted = this.#wanted.map(frameOf)
    const wantedBytes = wanted.reduce((sum, frame) => sum + frame.length, 0)
    const { run, guests } = this.#room
    const { withinMs = run.limits.settleMs } = how
    const received = await this.peer.receive(wantedBytes, withinMs)
    // A server that is stuck is told as that.
    await run.quiet()
    const listening: Listening = {
      ...how,
      listener: this.name,
      others: guests.map(({ name }) => name),
      from,
      wanted: this.#wanted,
      received,
      withinMs,
    }
    return misheard(listening)
  }
}

function sayHeard(listeners: readonly Guest[], heard: readonly string[]): string {
  const names = listeners.map(({ name }) => name).join(' and ')
  const verb = listeners.length === 1 ? 'hears' : 'hear'
  return `${names} ${verb} ${heard.map(sayText).join(', ')}`
}

function isPort(data: unknown): data is number {
  return typeof data === 'number' && Number.isInteger(data) && data > 0 && data < 65_536
}
