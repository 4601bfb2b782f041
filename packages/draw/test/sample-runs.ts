import type { RecordDraft, TraceRecord } from '@socket-labs/trace'

type Fields = Partial<RecordDraft>

/** Writes a small run by hand: one line a record, time in ms. */
export class SampleRun {
  readonly records: TraceRecord[] = []

  add(tMs: number, at: string, kind: string, fields: Fields = {}): this {
    const n = this.records.length + 1
    const conn = kind.startsWith('socket.') && kind !== 'socket.listening' ? { conn: 'c1' } : {}
    this.records.push({
      run: 'r1',
      n,
      tMs,
      clock: 'monotonic',
      kind,
      at,
      origin: 'observed',
      ...conn,
      ...fields,
    })
    return this
  }

  listening(tMs: number): this {
    return this.add(tMs, 'server', 'socket.listening', { local: '127.0.0.1:40123' })
  }

  /** Listening, connect() and both ends connected, from `tMs` on. */
  opened(tMs: number, conn = 'c1', clientPort = 51000): this {
    const client = { conn, local: `127.0.0.1:${clientPort}`, remote: '127.0.0.1:40123' }
    const server = { conn, local: client.remote, remote: client.local }
    this.add(tMs, 'client', 'socket.connecting', client)
    this.add(tMs + 0.3, 'client', 'socket.connect', client)
    return this.add(tMs + 0.4, 'server', 'socket.accept', server)
  }

  write(tMs: number, at: string, originalBytes: number, fields: Fields = {}): this {
    return this.add(tMs, at, 'socket.write', { originalBytes, returned: true, ...fields })
  }

  read(tMs: number, at: string, originalBytes: number, fields: Fields = {}): this {
    return this.add(tMs, at, 'socket.data', { originalBytes, ...fields })
  }

  /** Both ends say that they are done, client first. */
  closed(tMs: number): this {
    this.add(tMs, 'client', 'socket.shutdown')
    this.add(tMs + 0.1, 'server', 'socket.end')
    this.add(tMs + 0.2, 'server', 'socket.shutdown')
    this.add(tMs + 0.3, 'client', 'socket.end')
    this.add(tMs + 0.4, 'server', 'socket.close', { hadError: false })
    return this.add(tMs + 0.5, 'client', 'socket.close', { hadError: false })
  }

  ended(tMs: number): this {
    return this.add(tMs, 'runner', 'run.ended', { outcome: 'finished', durationMs: tMs })
  }
}

export function echo(): TraceRecord[] {
  const run = new SampleRun().listening(1).opened(2)
  run.write(3, 'client', 5).read(3.2, 'server', 5).write(3.3, 'server', 5).read(3.5, 'client', 5)
  return run.closed(4).ended(5).records
}

export function tenWritesOneRead(): TraceRecord[] {
  const run = new SampleRun().listening(1).opened(2)
  for (let i = 0; i < 10; i++) run.write(3 + i / 100, 'client', 5)
  return run.read(3.6, 'server', 50).closed(4).ended(5).records
}

export function oneWriteFourReads(): TraceRecord[] {
  const run = new SampleRun().listening(1).opened(2)
  run.write(3, 'client', 250_000, { returned: false, queuedBytes: 250_000 })
  for (let i = 0; i < 3; i++) run.read(3.5 + i / 5, 'server', 65_536)
  return run.read(4.2, 'server', 53_392).add(4.3, 'client', 'socket.drain').closed(5).records
}

export function refused(): TraceRecord[] {
  const remote = '127.0.0.1:40123'
  return new SampleRun()
    .add(1, 'client', 'socket.connecting', { remote, local: '127.0.0.1:51000' })
    .add(1.4, 'client', 'socket.error', {
      code: 'ECONNREFUSED',
      message: `connect ECONNREFUSED ${remote}`,
      syscall: 'connect',
    })
    .add(1.5, 'client', 'socket.close', { hadError: true })
    .ended(2).records
}

export function halfClose(): TraceRecord[] {
  const run = new SampleRun().listening(1).opened(2).write(3, 'client', 9).read(3.2, 'server', 9)
  run.add(3.4, 'client', 'socket.shutdown').add(3.6, 'server', 'socket.end')
  run.add(4, 'program', 'note', { text: 'server: they are done, I am not', stream: 'stdout' })
  run.write(416, 'server', 1200).read(416.3, 'client', 1200)
  run.add(417, 'server', 'socket.shutdown').add(417.2, 'client', 'socket.end')
  run.add(417.4, 'client', 'socket.close', { hadError: false })
  return run.add(417.5, 'server', 'socket.close', { hadError: false }).ended(418).records
}

/** The reader pauses: what is written stays in the program, then drains. */
export function flowControl(writes = 200): TraceRecord[] {
  const chunk = 65_536
  const run = new SampleRun().listening(1).opened(2)
  run.add(2.5, 'runner', 'note', { text: 'The server does not read for 400 ms.' })
  const taken = 40
  for (let i = 0; i < writes; i++) {
    const queuedBytes = Math.max(0, i + 1 - taken) * chunk
    run.write(3 + i / 20, 'client', chunk, { returned: queuedBytes === 0, queuedBytes })
  }
  for (let i = 0; i < writes; i++) run.read(420 + i / 4, 'server', chunk)
  run.add(420 + writes / 4 - 1, 'client', 'socket.drain')
  return run.closed(430 + writes / 4).ended(440 + writes / 4).records
}

export function serverOnly(): TraceRecord[] {
  const run = new SampleRun().listening(1)
  run.add(900, 'server', 'socket.accept', { local: '127.0.0.1:40123', remote: '127.0.0.1:52222' })
  run.read(1800, 'server', 6).write(1800.2, 'server', 6).read(2600, 'server', 4)
  run.write(2600.2, 'server', 4).add(2700, 'server', 'socket.end')
  run.add(2700.1, 'server', 'socket.shutdown')
  return run.add(2700.3, 'server', 'socket.close', { hadError: false }).records
}

export function polledStates(): TraceRecord[] {
  const run = new SampleRun().listening(1)
  const client = { local: '127.0.0.1:51000', remote: '127.0.0.1:40123' }
  const server = { local: client.remote, remote: client.local }
  const state = (tMs: number, at: string, from: string, to: string) =>
    run.add(tMs, at, 'tcp.state', {
      from,
      to,
      origin: 'polled',
      periodMs: 5,
      ...(at === 'client' ? client : server),
    })
  run.add(2, 'client', 'socket.connecting', client)
  state(2.2, 'client', 'CLOSED', 'SYN-SENT')
  run.add(2.5, 'client', 'socket.connect', client).add(2.6, 'server', 'socket.accept', server)
  state(3, 'client', 'SYN-SENT', 'ESTABLISHED')
  state(3, 'server', 'LISTEN', 'ESTABLISHED')
  run.add(5, 'client', 'socket.shutdown').add(5.2, 'server', 'socket.end')
  state(6, 'client', 'ESTABLISHED', 'FIN-WAIT-2')
  state(6, 'server', 'ESTABLISHED', 'CLOSE-WAIT')
  run.add(30, 'server', 'socket.shutdown').add(30.2, 'client', 'socket.end')
  state(31, 'client', 'FIN-WAIT-2', 'TIME-WAIT')
  state(31, 'server', 'CLOSE-WAIT', 'CLOSED')
  run.add(31.2, 'client', 'socket.close', { hadError: false })
  return run.add(31.4, 'server', 'socket.close', { hadError: false }).records
}

/** The server never reads: one write is left in the wire, one was read in part. */
export function neverRead(): TraceRecord[] {
  const run = new SampleRun().listening(1).opened(2).write(3, 'client', 100).read(3.3, 'server', 60)
  run.write(3.5, 'client', 5).add(4, 'server', 'socket.close', { hadError: false })
  const reset = { code: 'ECONNRESET', message: 'read ECONNRESET', syscall: 'read' }
  run.add(4.2, 'client', 'socket.error', reset)
  return run.add(4.3, 'client', 'socket.close', { hadError: true }).ended(5).records
}

export function twoClients(): TraceRecord[] {
  const run = new SampleRun().listening(1).opened(2).opened(3, 'c2', 51001)
  run.write(4, 'client', 3, { conn: 'c2' }).read(4.1, 'server', 3, { conn: 'c2' })
  return run.write(4.2, 'client', 7).read(4.3, 'server', 7).records
}

/** Text that would repaint a terminal, break out of a document, or never end. */
export function hostile(): TraceRecord[] {
  const text = `\u001b[2J\u001b]0;owned\u0007</text><script>alert(1)</script>\u202e\u0000\ud800 "&' 漢字😀 `
  const run = new SampleRun().add(1, 'program', 'note', { text, stream: 'stdout' })
  run.add(2, 'client', 'socket.error', { code: text, message: text.repeat(100_000) })
  run.add(3, 'client', 'constructor', { name: text }).add(4, text, text, { conn: text })
  run.add(5, 'client', 'tcp.state', { from: text, to: text })
  run.add(6, 'server', 'socket.listening', { local: text })
  run.add(Number.NaN, 'client', 'socket.write', { originalBytes: Number.NaN, queuedBytes: -1 })
  return run.add(7, 'client', '__proto__', { text: 'x'.repeat(100_000) }).records
}
