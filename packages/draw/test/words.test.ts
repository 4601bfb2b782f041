import { expect, test } from 'vitest'
import { describe, toTable, toVerdicts } from '../src/index.ts'
import { formatCount, formatDuration } from '../src/quantities.ts'
import { columnsOf, fitColumns, fitText } from '../src/text-width.ts'
import { flowControl, halfClose, refused, SampleRun } from './sample-runs.ts'

const verdict = {
  id: 'open-5',
  truth: 'K',
  held: true,
  expected: 'a connect to a port where nobody listens fails with ECONNREFUSED',
  seen: 'ECONNREFUSED after 0.4 ms',
  evidence: [1, 2],
} as const

test('each record is one plain phrase', () => {
  const run = new SampleRun().add(0, 'runner', 'run.started', { question: 'who speaks first?' })
  run
    .opened(1)
    .write(2, 'client', 5)
    .write(3, 'client', 65_536, { returned: false, queuedBytes: 81_920 })
  run
    .add(4, 'client', 'socket.drain')
    .add(5, 'client', 'tcp.state', { from: 'SYN-SENT', to: 'ESTABLISHED' })
  run.add(6, 'client', 'socket.error', {
    code: 'EADDRINUSE',
    message: 'listen EADDRINUSE 127.0.0.1:80',
  })
  run.add(7, 'client', 'socket.timeout').closed(8).ended(1200)
  run
    .add(1200, 'runner', 'gap', { count: 1, why: 'a full pipe' })
    .add(1201, 'runner', 'fact', verdict)
  expect(run.records.map(describe)).toMatchInlineSnapshot(`
    [
      "the run starts: who speaks first?",
      "called connect() to 127.0.0.1:40123",
      "is connected to 127.0.0.1:40123",
      "accepted a connection from 127.0.0.1:51000",
      "wrote 5 bytes",
      "wrote 65 536 bytes, write returned false: 81 920 bytes wait in the program",
      "drain: nothing waits in the program any more",
      "state SYN-SENT → ESTABLISHED",
      "address in use: another socket has port 80 (EADDRINUSE)",
      "timeout: nothing happened for as long as the program had set",
      "called end(): this end will write no more",
      "read the end of the stream: the peer will write no more",
      "called end(): this end will write no more",
      "read the end of the stream: the peer will write no more",
      "closed",
      "closed",
      "the run ended: finished after 1.2 s",
      "1 record is missing: a full pipe",
      "✓ open-5: expected a connect to a port where nobody listens fails with ECONNREFUSED; seen: ECONNREFUSED after 0.4 ms",
    ]
  `)
})

test('a refusal names the port', () => {
  expect(describe(refused()[1] as never)).toBe(
    'refused: nobody listens on port 40123 (ECONNREFUSED)',
  )
})

test('the table keeps the order of n and fits its columns', () => {
  expect(`\n${toTable([...halfClose()].reverse(), { columns: 90 })}`).toMatchInlineSnapshot(`
    "
     n      ms  at       conn  kind               what happened
     1    1.00  server         socket.listening   listens on 127.0.0.1:40123
     2    2.00  client   c1    socket.connecting  called connect() to 127.0.0.1:40123
     3    2.30  client   c1    socket.connect     is connected to 127.0.0.1:40123
     4    2.40  server   c1    socket.accept      accepted a connection from 127.0.0.1:51000
     5    3.00  client   c1    socket.write       wrote 9 bytes
     6    3.20  server   c1    socket.data        read 9 bytes
     7    3.40  client   c1    socket.shutdown    called end(): this end will write no more
     8    3.60  server   c1    socket.end         read the end of the stream: the peer will w…
     9    4.00  program        note               server: they are done, I am not
    10  416.00  server   c1    socket.write       wrote 1 200 bytes
    11  416.30  client   c1    socket.data        read 1 200 bytes
    12  417.00  server   c1    socket.shutdown    called end(): this end will write no more
    13  417.20  client   c1    socket.end         read the end of the stream: the peer will w…
    14  417.40  client   c1    socket.close       closed
    15  417.50  server   c1    socket.close       closed
    16  418.00  runner         run.ended          the run ended: finished after 418 ms
    "
  `)
  for (const line of toTable(flowControl(), { columns: 60 }).split('\n')) {
    expect(columnsOf(line)).toBeLessThanOrEqual(60)
  }
})

test('the table without records is its head', () => {
  expect(toTable([])).toBe('n  ms  at  conn  kind  what happened\n')
})

test('verdicts show what was expected, what was seen and where', () => {
  const missed = { ...verdict, id: 'close-3', held: false, seen: 'nothing', evidence: [] }
  expect(
    `\n${toVerdicts([{ ...verdict, evidence: [1, 2] }, missed], { columns: 60 })}`,
  ).toMatchInlineSnapshot(`
    "
    ✓ open-5   K  a connect to a port where nobody listens fails
                  with ECONNREFUSED
                  seen: ECONNREFUSED after 0.4 ms
                  records 1, 2
    ✗ close-3  K  a connect to a port where nobody listens fails
                  with ECONNREFUSED
                  seen: nothing
                  no record shows it

    1 of 2 facts held.
    "
  `)
})

test('verdicts say when all held and when there are none', () => {
  expect(toVerdicts([{ ...verdict, evidence: [1] }])).toContain('The fact held.')
  expect(toVerdicts([])).toBe('No fact was judged.\n')
})

test('long evidence is counted, not listed', () => {
  const evidence = Array.from({ length: 500 }, (_, i) => i + 1)
  expect(toVerdicts([{ ...verdict, evidence }])).toContain('and 488 more')
})

test('counts have their thousands apart, durations their unit', () => {
  expect([0, 999, 1000, 81_920, 1_000_000].map(formatCount)).toEqual([
    '0',
    '999',
    '1 000',
    '81 920',
    '1 000 000',
  ])
  expect([0.44, 9.96, 412.3, 1250, 134_000].map(formatDuration)).toEqual([
    '0.4 ms',
    '10 ms',
    '412 ms',
    '1.25 s',
    '2 min 14 s',
  ])
})

test('text is measured and cut in columns, not in code units', () => {
  expect(columnsOf('漢字😀é')).toBe(7)
  expect(fitText('漢字漢字', 5, columnsOf)).toBe('漢字…')
  expect(fitColumns('ab', 4, 'right')).toBe('  ab')
  expect(fitText('abc', 0, columnsOf)).toBe('')
})
