import { decide, type Judge, select, type TraceRecord } from '@socket-labs/trace'

/** Reads off the records whether each message was one datagram, and came as one. */
export const judgeDatagrams: Judge = (records) => {
  const talks = ['separate', 'late', 'long'].map((name) => talkOf(records, name))
  const limit = talkOf(records, 'limit')
  const beyond = talkOf(records, 'beyond')
  const [separate, late] = talks as [Talk, Talk, Talk]
  const [refused] = select(records, { kind: 'socket.error', at: 'client', conn: limit.conn })
  const [message] = select(records, { kind: 'frame.sent', at: 'client', conn: beyond.conn })
  const [whole] = select(records, { kind: 'frame.decoded', at: 'server', conn: beyond.conn })
  const asked = select(records, { kind: 'note', conn: beyond.conn }).filter(missingOf)
  const lost = missingOf(asked[0])
  const all = [...talks, limit, beyond]
  return [
    decide(
      {
        id: 'frame-11',
        truth: 'K',
        expected:
          'over UDP each message comes whole and alone, in all three circumstances, up to 65,507 bytes; a byte more is EMSGSIZE; a longer message is numbered, and a missing piece is noticed by its number',
      },
      [
        ...all.flatMap((talk) => [talk.note, ...talk.sent, ...talk.received]),
        refused,
        message,
        whole,
        ...asked,
      ],
      talks.every((talk) => talk.sent.length === 2 && isOneToOne(talk)) &&
        isBefore(separate.received[0], separate.sent[1]) &&
        isBefore(late.sent[1], late.received[0]) &&
        largest(talks) > 1500 &&
        isOneToOne(limit) &&
        largest([limit]) === 65_507 &&
        refused?.code === 'EMSGSIZE' &&
        beyond.sent.every((piece) => bytesOf(piece) < 65_507) &&
        bytesOf(message) > 65_507 &&
        lost !== undefined &&
        lost.length > 0 &&
        beyond.sent.length > beyond.received.length &&
        whole?.digest === message?.digest,
      `${talks.map((talk) => `${talk.name}: ${storyOf(talk)}`).join('; ')}; ${largest([limit]).toLocaleString('en')} bytes whole, ` +
        `one more: ${refused?.code ?? 'no error'}; ${bytesOf(message).toLocaleString('en')} bytes in ${message?.datagrams ?? 0} datagrams, ` +
        `${lost?.length ?? 0} missing at first, noticed by their numbers and sent again`,
    ),
  ]
}

interface Talk {
  name: string
  note: TraceRecord | undefined
  conn: string
  sent: TraceRecord[]
  received: TraceRecord[]
}

/** What went from the client to the server in one conversation. */
function talkOf(records: readonly TraceRecord[], name: string): Talk {
  const note = select(records, { kind: 'note' }).find((record) => record.circumstance === name)
  const conn = note?.conn ?? 'none'
  const of = (at: string, direction: string) =>
    select(records, { kind: 'udp.datagram', at, conn }).filter(
      (datagram) => datagram.direction === direction,
    )
  return { name, note, conn, sent: of('client', 'sent'), received: of('server', 'received') }
}

function isOneToOne({ sent, received }: Talk): boolean {
  const sizes = (datagrams: TraceRecord[]) => datagrams.map(bytesOf).join(' ')
  return sent.length > 0 && sizes(sent) === sizes(received)
}

function isBefore(a: TraceRecord | undefined, b: TraceRecord | undefined): boolean {
  return a !== undefined && b !== undefined && a.tMs <= b.tMs
}

function storyOf({ received }: Talk): string {
  return received.map((datagram) => `[${bytesOf(datagram).toLocaleString('en')} bytes]`).join(' ')
}

function largest(talks: readonly Talk[]): number {
  return Math.max(0, ...talks.flatMap(({ received }) => received.map(bytesOf)))
}

function bytesOf(record: TraceRecord | undefined): number {
  return record?.originalBytes ?? 0
}

function missingOf(note: TraceRecord | undefined): unknown[] | undefined {
  return Array.isArray(note?.missing) ? note.missing : undefined
}
