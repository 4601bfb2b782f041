import { RunWriter } from '../../../socket-log/src/run-writer.ts'

/** Text that would change the title if the page ever took it for markup. */
export const hostileText = `<img src=x onerror="document.title='hacked'">`

/** A run as a test writes it: numbered, with its bytes. */
export class SavedRun {
  readonly run: string
  #writer: RunWriter
  #n = 0

  constructor(runsDir: string, run: string) {
    this.run = run
    this.#writer = new RunWriter(runsDir, run)
    this.add({
      kind: 'run.started',
      at: 'runner',
      schema: 1,
      lab: 'tcp-basics',
      scenario: 'a-saved-one',
      question: `What does ${run} show?`,
      facts: ['open-5'],
      seed: 1,
      startedAt: '2026-01-02T03:04:05.000Z',
    })
  }

  add(fields: { kind: string; at: string; [field: string]: unknown }, bytes?: string): number {
    this.#n++
    const captured = bytes === undefined ? undefined : Buffer.from(bytes)
    const kept = captured && {
      bytesRef: `${this.#writer.appendBytes(captured)}:${captured.length}`,
      capturedBytes: captured.length,
      originalBytes: captured.length,
    }
    const base = { run: this.run, n: this.#n, tMs: this.#n, clock: 'monotonic', origin: 'observed' }
    this.#writer.append(JSON.stringify({ ...base, ...fields, ...kept }))
    return this.#n
  }

  /** What was added is in the file from now on. */
  flush(): void {
    this.#writer.flush()
  }

  end(): void {
    this.add({ kind: 'run.ended', at: 'runner', outcome: 'finished', durationMs: this.#n })
    this.flush()
    this.#writer.close()
  }
}

/** `text` behind its length in four bytes, as bytes and as the fields that they are. */
function framed(text: string) {
  const payload = { from: 4, to: 4 + text.length, name: 'payload', value: JSON.stringify(text) }
  return {
    bytes: `\0\0\0${String.fromCharCode(text.length)}${text}`,
    fields: [{ from: 0, to: 4, name: 'length', value: String(text.length) }, payload],
  }
}

/** Two messages in one write, cut by two reads, and what a decoder found. */
export function writeMessages(
  runsDir: string,
  run: string,
): Record<'write' | 'reads' | 'frame', number> {
  const saved = new SavedRun(runsDir, run)
  const client = { at: 'client', socket: 'a', conn: 'c1' }
  const server = { at: 'server', socket: 'b', conn: 'c1' }
  const [one, two] = [framed('hello'), framed('framing')]
  const range = (fromByte: number, toByte: number) => ({ codec: 'length', fromByte, toByte })
  saved.add({ ...client, kind: 'frame.sent', ...range(0, 9), fields: one.fields }, one.bytes)
  saved.add({ ...client, kind: 'frame.sent', ...range(9, 20), fields: two.fields }, two.bytes)
  const both = one.bytes + two.bytes
  const write = saved.add({ ...client, kind: 'socket.write', returned: true }, both)
  const reads = saved.add({ ...server, kind: 'socket.data' }, both.slice(0, 14))
  saved.add({ ...server, kind: 'socket.data' }, both.slice(14))
  const found = { ...server, kind: 'frame.decoded', fields: one.fields }
  const frame = saved.add({ ...found, ...range(0, 9) }, one.bytes)
  const hostile = [
    { from: 0, to: 3, name: hostileText, value: hostileText },
    ...Array.from({ length: 5000 }, () => ({ from: 9, to: 1, name: 'x' })),
  ]
  saved.add({ ...server, kind: 'frame.decoded', ...range(9, 20), fields: hostile }, two.bytes)
  saved.end()
  return { write, reads, frame }
}

/** A connection that writes `count` lines, hostile text among them. */
export function writeConversation(runsDir: string, run: string, count: number): void {
  const saved = new SavedRun(runsDir, run)
  const client = { at: 'client', socket: 'a', conn: 'c1' }
  const server = { at: 'server', socket: 'b', conn: 'c1' }
  const addresses = { local: '127.0.0.1:50000', remote: '127.0.0.1:4000' }
  saved.add({ ...client, kind: 'socket.connecting', remote: addresses.remote })
  const connected = saved.add({ ...client, kind: 'socket.connect', ...addresses })
  saved.add({
    ...server,
    kind: 'socket.accept',
    local: addresses.remote,
    remote: addresses.local,
  })
  saved.add({ ...client, kind: 'socket.write', returned: true, queuedBytes: 0 }, hostileText)
  saved.add({ ...server, kind: 'socket.data' }, hostileText)
  saved.add({ kind: 'note', at: 'program', stream: 'stdout', text: hostileText })
  for (let i = 0; i < count; i++) {
    saved.add({ ...client, kind: 'socket.write', returned: true, queuedBytes: 0 }, `line ${i}\n`)
    saved.add({ ...server, kind: 'socket.data' }, `line ${i}\n`)
  }
  saved.add({
    kind: 'fact',
    at: 'runner',
    id: 'open-4',
    truth: 'K',
    held: true,
    expected: 'the client is connected',
    seen: 'it was',
    evidence: [connected],
  })
  saved.end()
}

/** One connection as the wire sees it: who moved when from which state to which, and why. */
const lifeOfConnection: readonly (readonly [at: 'client' | 'server', move: string, why: string])[] =
  [
    ['client', 'CLOSED SYN_SENT', 'connect()'],
    ['server', 'LISTEN SYN_RCVD', 'SYN from client'],
    ['client', 'SYN_SENT ESTABLISHED', 'SYN+ACK from server'],
    ['server', 'SYN_RCVD ESTABLISHED', 'ACK from client'],
    ['client', 'ESTABLISHED FIN_WAIT_1', 'close()'],
    ['server', 'ESTABLISHED CLOSE_WAIT', 'FIN from client'],
    ['client', 'FIN_WAIT_1 FIN_WAIT_2', 'ACK from server'],
    ['server', 'CLOSE_WAIT LAST_ACK', 'close()'],
    ['client', 'FIN_WAIT_2 TIME_WAIT', 'FIN from server'],
    ['server', 'LAST_ACK CLOSED', 'ACK from client'],
  ]

const stateEnds = {
  client: { conn: 'c1', local: '10.1.0.1:40000', remote: '10.1.0.2:80' },
  server: { conn: 'c1', local: '10.1.0.2:80', remote: '10.1.0.1:40000' },
}

/** Adds the first `count` moves of a connection's life; gives the number of each move's record. */
export function addStates(saved: SavedRun, count = lifeOfConnection.length): number[] {
  return lifeOfConnection.slice(0, count).map(([at, move, trigger]) => {
    const [from, to] = move.split(' ')
    return saved.add({ kind: 'tcp.state', at, from, to, trigger, ...stateEnds[at] })
  })
}

/** A listening socket, and one connection to it from its first state to its last. */
export function writeStates(runsDir: string, run: string): number[] {
  const saved = new SavedRun(runsDir, run)
  const listener = { local: '10.1.0.2:80', remote: '0.0.0.0:0', trigger: 'listen()' }
  const listens = saved.add({
    kind: 'tcp.state',
    at: 'server',
    from: 'CLOSED',
    to: 'LISTEN',
    ...listener,
  })
  const numbers = [listens, ...addStates(saved)]
  saved.end()
  return numbers
}
