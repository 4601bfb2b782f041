import type { RecordDraft, TraceRecord } from '@socket-labs/trace'

type Fields = Partial<RecordDraft>

export const client = { conn: 'c1', local: '10.1.0.1:40000', remote: '10.1.0.2:80' }
export const server = { conn: 'c1', local: '10.1.0.2:80', remote: '10.1.0.1:40000' }
const listener = { local: '10.1.0.2:80', remote: '0.0.0.0:0' }

/** Writes the states of one connection by hand, as the wire reads them: `CLOSED SYN_SENT`, and why. */
export class StateRun {
  readonly records: TraceRecord[] = []

  add(tMs: number, at: string, move: string, fields: Fields = {}): this {
    const [from, to] = move.split(' ')
    const ends: Record<string, Fields> = { client, server }
    this.records.push({
      run: 'r1',
      n: this.records.length + 1,
      tMs,
      clock: 'monotonic',
      kind: 'tcp.state',
      at,
      origin: 'observed',
      from,
      to,
      ...ends[at],
      ...fields,
    })
    return this
  }

  listening(tMs: number): this {
    return this.add(tMs, 'server', 'CLOSED LISTEN', {
      conn: undefined,
      ...listener,
      trigger: 'listen()',
    })
  }

  /** The listener, and the three segments that open. */
  opened(tMs: number): this {
    this.listening(tMs)
    this.add(tMs + 1, 'client', 'CLOSED SYN_SENT', { trigger: 'connect()' })
    this.add(tMs + 11, 'server', 'LISTEN SYN_RCVD', {
      trigger: 'SYN from client',
      triggerPacketNo: 1,
    })
    this.add(tMs + 21, 'client', 'SYN_SENT ESTABLISHED', {
      trigger: 'SYN+ACK from server',
      triggerPacketNo: 2,
    })
    return this.add(tMs + 31, 'server', 'SYN_RCVD ESTABLISHED', {
      trigger: 'ACK from client',
      triggerPacketNo: 3,
    })
  }
}

/** The client closes first, the server answers. */
export function wholeLife(): TraceRecord[] {
  const run = new StateRun().opened(1)
  run.add(40, 'client', 'ESTABLISHED FIN_WAIT_1', { trigger: 'shutdown()' })
  run.add(50, 'server', 'ESTABLISHED CLOSE_WAIT', { trigger: 'FIN from client' })
  run.add(60, 'client', 'FIN_WAIT_1 FIN_WAIT_2', { trigger: 'ACK from server' })
  run.add(70, 'server', 'CLOSE_WAIT LAST_ACK', { trigger: 'close()' })
  run.add(80, 'client', 'FIN_WAIT_2 TIME_WAIT', { trigger: 'FIN from server' })
  run.add(90, 'server', 'LAST_ACK CLOSED', { trigger: 'ACK from client' })
  return run.add(60_080, 'client', 'TIME_WAIT CLOSED', { trigger: 'timeout of 60 s' }).records
}

/** Both close at once. */
export function simultaneousClose(): TraceRecord[] {
  const run = new StateRun().opened(1)
  for (const at of ['client', 'server']) {
    const peer = at === 'client' ? 'server' : 'client'
    run.add(40, at, 'ESTABLISHED FIN_WAIT_1', { trigger: 'close()' })
    run.add(50, at, 'FIN_WAIT_1 CLOSING', { trigger: `FIN from ${peer}` })
    run.add(60, at, 'CLOSING TIME_WAIT', { trigger: `ACK from ${peer}` })
  }
  return run.records
}

/** The figure leaves these out: a FIN that acknowledges ours, and a reset. */
export function besideTheFigure(): TraceRecord[] {
  const run = new StateRun().opened(1)
  run.add(40, 'client', 'ESTABLISHED FIN_WAIT_1', { trigger: 'close()' })
  run.add(50, 'client', 'FIN_WAIT_1 TIME_WAIT', { trigger: 'FIN+ACK from server' })
  return run.add(60, 'server', 'ESTABLISHED CLOSED', { trigger: 'RST from client' }).records
}

/** Looked at every 10 ms: most of the path was not seen. */
export function polledWithJumps(): TraceRecord[] {
  const polled = { origin: 'polled', periodMs: 10, trigger: 'not seen: between two looks' } as const
  const run = new StateRun()
  run.add(5, 'client', 'CLOSED SYN_SENT', polled).add(15, 'client', 'SYN_SENT FIN_WAIT_1', polled)
  run.add(15, 'server', 'CLOSED CLOSE_WAIT', polled)
  run.add(25, 'client', 'FIN_WAIT_1 TIME_WAIT', polled)
  return run.add(25, 'server', 'CLOSE_WAIT CLOSED', polled).records
}

/** Refused three times, then given up: the same way again and again. */
export function refusedAgain(): TraceRecord[] {
  const run = new StateRun()
  for (let i = 0; i < 5; i++) {
    run.add(10 * i + 1, 'client', 'CLOSED SYN_SENT', { trigger: 'connect()' })
    run.add(10 * i + 2, 'client', 'SYN_SENT CLOSED', { trigger: 'RST from server' })
  }
  return run.records
}

/** Ten thousand short connections, each of four states. */
export function manyConnections(): TraceRecord[] {
  const run = new StateRun().listening(0)
  for (let i = 0; i < 2500; i++) {
    const fields = { conn: `c${i + 1}`, local: `10.1.0.1:${i + 2000}`, remote: '10.1.0.2:80' }
    run.add(i, 'client', 'CLOSED SYN_SENT', fields)
    run.add(i + 0.2, 'client', 'SYN_SENT ESTABLISHED', fields)
    run.add(i + 0.4, 'client', 'ESTABLISHED FIN_WAIT_1', fields)
    run.add(i + 0.6, 'client', 'FIN_WAIT_1 FIN_WAIT_2', fields)
  }
  return run.records
}

/** One socket that was opened and closed ten thousand times. */
export function tenThousandMoves(): TraceRecord[] {
  const run = new StateRun()
  for (let i = 0; i < 5000; i++) {
    run.add(i, 'client', 'CLOSED SYN_SENT').add(i + 0.5, 'client', 'SYN_SENT ESTABLISHED')
  }
  return run.records
}

/** Text that would repaint a terminal or break out of a document, and what is no state. */
export function hostile(): TraceRecord[] {
  const text = `\u001b[2J</text><script>alert(1)</script>\u202e\u0000\ud800 漢字😀 `.repeat(50)
  const run = new StateRun().add(1, 'client', 'CLOSED SYN_SENT', { trigger: text, local: text })
  run.add(2, 'client', 'CLOSED SYN_SENT', { from: text, to: text, trigger: { toString: 1 } })
  run.add(3, text, 'CLOSED SYN_SENT', { conn: text, trigger: text })
  run.add(Number.NaN, 'client', 'SYN_SENT ESTABLISHED', { trigger: text, triggerPacketNo: -1 })
  run.add(4, 'client', 'x y', { from: 7, to: null, local: 5, remote: [] })
  run.add(5, 'client', 'ESTABLISHED SYN_RCVD', {
    trigger: text,
    periodMs: Number.POSITIVE_INFINITY,
  })
  return run.add(6, '__proto__', 'constructor toString').records
}
