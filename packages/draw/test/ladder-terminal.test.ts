import { expect, test } from 'vitest'
import { ladderToTerminal } from '../src/index.ts'
import { columnsOf } from '../src/text-width.ts'
import * as samples from './sample-runs.ts'

const { SampleRun, ...runs } = samples
const text = (records: Parameters<typeof ladderToTerminal>[0], columns = 80, more = {}) =>
  `\n${ladderToTerminal(records, { columns, ...more })}`

test('an echo is four arrows between open lifelines', () => {
  expect(text(runs.echo())).toMatchInlineSnapshot(`
    "
           ms                client                            server
                    127.0.0.1:51000                            127.0.0.1:40123
         1.00                       ┊                        ┊ listens on 40123
         2.00             connect() │─────╮                  ┊
         2.30             connected │     │                  ┊
         2.40                       │     ╰─────────────────▶│ accepted
         3.00             write 5 B │─────╮                  │
         3.20                       │     ╰─ bytes 1–5 ─────▶│ read 5 B
         3.30                       │                  ╭─────│ write 5 B
         3.50              read 5 B │◀───── bytes 1–5 ─╯     │
         4.00                 end() │─────╮                  │
         4.10                       │     ╰─ end of stream ─▶│ end of stream
         4.20                       │                  ╭─────│ end()
         4.30         end of stream │◀─ end of stream ─╯     │
         4.40                       │                        ┊ close
         4.50                 close ┊                        ┊
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('ten writes go down one channel into one read', () => {
  expect(text(runs.tenWritesOneRead())).toMatchInlineSnapshot(`
    "
           ms                client                            server
                    127.0.0.1:51000                            127.0.0.1:40123
         1.00                       ┊                        ┊ listens on 40123
         2.00             connect() │─────╮                  ┊
         2.30             connected │     │                  ┊
         2.40                       │     ╰─────────────────▶│ accepted
         3.00             write 5 B │─────╮                  │
         3.01             write 5 B │─────┤                  │
         3.02             write 5 B │─────┤                  │
         3.03             write 5 B │─────┤                  │
         3.04             write 5 B │─────┤                  │
         3.05             write 5 B │─────┤                  │
         3.06             write 5 B │─────┤                  │
         3.07             write 5 B │─────┤                  │
         3.08             write 5 B │─────┤                  │
         3.09             write 5 B │─────┤                  │
         3.60                       │     ╰─────────────────▶│ read 50 B
         4.00                 end() │─────╮                  │
         4.10                       │     ╰─ end of stream ─▶│ end of stream
         4.20                       │                  ╭─────│ end()
         4.30         end of stream │◀─ end of stream ─╯     │
         4.40                       │                        ┊ close
         4.50                 close ┊                        ┊
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('one write leaves its channel in four reads', () => {
  expect(text(runs.oneWriteFourReads(), 100)).toMatchInlineSnapshot(`
    "
           ms                      client                                    server
                          127.0.0.1:51000                                    127.0.0.1:40123
         1.00                             ┊                                ┊ listening on port 40123
         2.00                   connect() │───────╮                        ┊
         2.30                   connected │       │                        ┊
         2.40                             │       ╰───────────────────────▶│ accepted
         3.00     write 250 000 B → false │───────╮                        │
         3.50                             │       ├───────────────────────▶│ read 65 536 B
         3.70                             │       ├───────────────────────▶│ read 65 536 B
         3.90                             │       ├───────────────────────▶│ read 65 536 B
         4.20                             │       ╰─ bytes 1–250 000 ─────▶│ read 53 392 B
         4.30                       drain │                                │
         5.00                       end() │───────╮                        │
         5.10                             │       ╰─ end of stream ───────▶│ end of stream
         5.20                             │                        ╭───────│ end()
         5.30               end of stream │◀─────── end of stream ─╯       │
         5.40                             │                                ┊ close
         5.50                       close ┊                                ┊
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('a refused connect comes back from an end where nobody listens', () => {
  expect(text(runs.refused())).toMatchInlineSnapshot(`
    "
           ms                client                            server
                    127.0.0.1:51000                            127.0.0.1:40123
         1.00             connect() │───────────────────────✕┊ nobody listens
         1.40          ECONNREFUSED ┊◀───────────────────────┊
         1.50     close after error ┊                        ┊
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('after a half close the other direction still carries bytes', () => {
  expect(text(runs.halfClose())).toMatchInlineSnapshot(`
    "
           ms                client                            server
                    127.0.0.1:51000                            127.0.0.1:40123
         1.00                       ┊                        ┊ listens on 40123
         2.00             connect() │─────╮                  ┊
         2.30             connected │     │                  ┊
         2.40                       │     ╰─────────────────▶│ accepted
         3.00             write 9 B │─────╮                  │
         3.20                       │     ╰─ bytes 1–9 ─────▶│ read 9 B
         3.40                 end() │─────╮                  │
         3.60                       │     ╰─ end of stream ─▶│ end of stream
         4.00 · server: they are done, I am not
                                    │       … 412 ms …       │
       416.00                       │                  ╭─────│ write 1 200 B
       416.30          read 1 200 B │◀─ bytes 1–1 200 ─╯     │
       417.00                       │                  ╭─────│ end()
       417.20         end of stream │◀─ end of stream ─╯     │
       417.40                 close ┊                        │
       417.50                       ┊                        ┊ close
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('bytes that nobody reads stay in the wire', () => {
  expect(text(runs.neverRead())).toMatchInlineSnapshot(`
    "
           ms                client                            server
                    127.0.0.1:51000                            127.0.0.1:40123
         1.00                       ┊                        ┊ listens on 40123
         2.00             connect() │─────╮                  ┊
         2.30             connected │     │                  ┊
         2.40                       │     ╰─────────────────▶│ accepted
         3.00           write 100 B │─────╮ 40 B not read    │
         3.30                       │     ╰─────────────────▶│ read 60 B
         3.50             write 5 B │─────╴ not read         │
         4.00                       │                        ┊ close
         4.20            ECONNRESET ┊                        ┊
         4.30     close after error ┊                        ┊
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('two hundred writes are folded; the first of each kind and the pause stay', () => {
  expect(text(runs.flowControl(), 120)).toMatchInlineSnapshot(`
    "
           ms                             client                                          server
                                 127.0.0.1:51000                                          127.0.0.1:40123
         1.00                                    ┊                                      ┊ listening on port 40123
         2.00                          connect() │────────╮                             ┊
         2.30                          connected │        │                             ┊
         2.40                                    │        ╰────────────────────────────▶│ accepted
         2.50 · The server does not read for 400 ms.
         3.00                     write 65 536 B │────────╮                             │
         3.05                     write 65 536 B │────────┤                             │
         3.10                     write 65 536 B │────────┤                             │
         3.15           … 36 writes, 2 359 296 B │────────┤                             │
         4.95                     write 65 536 B │────────┤                             │
         5.00             write 65 536 B → false │────────┤                             │
         5.05             write 65 536 B → false │────────┤                             │
         5.10             write 65 536 B → false │────────┤                             │
         5.15         … 156 writes, 10 223 616 B │────────┤                             │
        12.95             write 65 536 B → false │────────┤                             │
                                                 │        │     … 407 ms …              │
       420.00                                    │        ├─ bytes 1–65 536 ───────────▶│ read 65 536 B
       420.25                                    │        ├─ bytes 65 537–131 072 ─────▶│ read 65 536 B
       420.50                                    │        ├─ bytes 131 073–196 608 ────▶│ read 65 536 B
       420.75                                    │        ├────────────────────────────▶│ … 194 reads, 12 713 984 B
       469.00                              drain │        │                             │
       469.25                                    │        ├────────────────────────────▶│ read 65 536 B
       469.50                                    │        ├────────────────────────────▶│ read 65 536 B
       469.75                                    │        ╰────────────────────────────▶│ read 65 536 B
       480.00                              end() │────────╮                             │
       480.10                                    │        ╰─ end of stream ────────────▶│ end of stream
       480.20                                    │                             ╭────────│ end()
       480.30                      end of stream │◀──────────── end of stream ─╯        │
       480.40                                    │                                      ┊ close
       480.50                              close ┊                                      ┊
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('an end that nobody watches is named and its arrows are stubs', () => {
  expect(text(runs.serverOnly())).toMatchInlineSnapshot(`
    "
           ms                client                            server
                 not seen from here                            127.0.0.1:40123
          1.0                       ┊                        ┊ listens on 40123
                                    ┊       … 899 ms …       ┊
        900.0                       ┊     ╶─────────────────▶│ accepted
                                    ┊       … 900 ms …       │
       1800.0                       ┊     ╶─────────────────▶│ read 6 B
       1800.2                       ┊                  ◀─────│ write 6 B
                                    ┊       … 800 ms …       │
       2600.0                       ┊     ╶─────────────────▶│ read 4 B
       2600.2                       ┊                  ◀─────│ write 4 B
                                    ┊       … 100 ms …       │
       2700.0                       ┊     ╶─────────────────▶│ end of stream
       2700.1                       ┊                  ◀─────│ end()
       2700.3                       ┊                        ┊ close
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('a state that was polled is a heavy lifeline and its name', () => {
  expect(text(runs.polledStates())).toMatchInlineSnapshot(`
    "
           ms                client                            server
                    127.0.0.1:51000                            127.0.0.1:40123
                                                               LISTEN
         1.00                       ┊                        ┃ listens on 40123
         2.00             connect() ┊─────╮                  ┃
         2.20              SYN-SENT ┃     │                  ┃
         2.50             connected ┃     │                  ┃
         2.60                       ┃     ╰─────────────────▶┃ accepted
         3.00           ESTABLISHED ┃                        ┃
         3.00                       ┃                        ┃ ESTABLISHED
         5.00                 end() ┃─────╮                  ┃
         5.20                       ┃     ╰─ end of stream ─▶┃ end of stream
         6.00            FIN-WAIT-2 ┃                        ┃
         6.00                       ┃                        ┃ CLOSE-WAIT
        30.00                       ┃                  ╭─────┃ end()
        30.20         end of stream ┃◀─ end of stream ─╯     ┃
        31.00             TIME-WAIT ┃                        ┃
        31.00                       ┃                        ┊ CLOSED
        31.20                 close ┃                        ┊
        31.40                       ┃                        ┊ close
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('the selected record chooses its connection and its row is marked', () => {
  expect(text(runs.twoClients(), 80, { selectedN: 8 })).toMatchInlineSnapshot(`
    "
              c2, one of 2 connections
           ms                client                            server
                    127.0.0.1:51001                            127.0.0.1:40123
         1.00                       ┊                        ┊ listens on 40123
         3.00             connect() │─────╮                  ┊
         3.30             connected │     │                  ┊
         3.40                       │     ╰─────────────────▶│ accepted
         4.00           » write 3 B │─────╮                  │
         4.10                       │     ╰─ bytes 1–3 ─────▶│ read 3 B
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('no more than maxRows rows are drawn, and what is left out is said', () => {
  expect(text(runs.flowControl(), 80, { maxRows: 6, selectedN: 100 })).toMatchInlineSnapshot(`
    "
           ms                client                            server
                    127.0.0.1:51000                            127.0.0.1:40123
              … 46 earlier events not drawn …
         5.05         write → false │─────╮                  │
         5.10         write → false │─────┤                  │
         5.15           … 51 writes │─────┤                  │
         7.70       » write → false │─────┤                  │
         7.75          … 104 writes │─────┤                  │
        12.95         write → false │─────┤                  │
                                    │     │ … 407 ms …       │
              … 207 later events not drawn …
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})

test('callbacks of writes that follow one another share a row', () => {
  const run = new SampleRun().opened(1).write(2, 'client', 5).write(2.1, 'client', 5)
  for (const tMs of [2.2, 2.3, 2.4]) run.add(tMs, 'client', 'socket.written')
  expect(text(run.records)).toContain('… 3 write callbacks │')
})

test('without records the ladder says that nothing has happened', () => {
  expect(ladderToTerminal([])).toBe('Nothing has happened yet.\n')
})

test('a connection that the run does not have is said, not drawn', () => {
  const said = ladderToTerminal(runs.echo(), { conn: 'c9' })
  expect(said).toContain('listens')
  expect(said).not.toContain('connect()')
})

test.each([40, 80, 120])('no line is wider than %i columns', (columns) => {
  for (const make of Object.values(runs)) {
    for (const line of ladderToTerminal(make(), { columns }).split('\n')) {
      expect(columnsOf(line)).toBeLessThanOrEqual(columns)
    }
  }
})

test('with colour the words are the same, and the escape sequences are only ours', () => {
  for (const make of Object.values(runs)) {
    const coloured = ladderToTerminal(make(), { color: true })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are what is looked for
    const plain = coloured.replace(/\u001b\[[\d;]+m/g, '')
    expect(plain).toBe(ladderToTerminal(make()))
  }
})
