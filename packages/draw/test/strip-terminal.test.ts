import { expect, test } from 'vitest'
import { ladderToTerminal, stripToTerminal } from '../src/index.ts'
import { columnsOf } from '../src/text-width.ts'
import * as samples from './sample-streams.ts'

const { StreamRun, ...runs } = samples
const text = (records: Parameters<typeof stripToTerminal>[0], columns = 80) =>
  `\n${stripToTerminal(records, { columns })}`

test('frame-2: messages are numbers across reads, every second one hatched', () => {
  expect(text(runs.sticky())).toMatchInlineSnapshot(`
    "
    c1 client → server  5 messages, 3 reads, 62 bytes · length
    sent     │1   │2 8 B////│3 │4 40 B//////////////////////////////////////│5 6 B│
    writes   │────────────────────────────────────────────────────────────────────│
    reads    │1   ╎2…│…2////╎3 ╎4…│…4///////////////////////////////////////╎5    │
             0       6           17                                              62
    frames   │✓   │✓        │≠       ✗ frame-too-long
    Which byte was read where is derived, by counting.
    "
  `)
})

test('a long stretch is folded and says how long it is', () => {
  expect(text(runs.longAndShort())).toMatchInlineSnapshot(`
    "
    c1 client → server  2 messages, 5 reads, 262 156 bytes · length
               ~65 536 B~     ~65 536 B~    ~65 536 B~    ~65 536 B~
    sent     │1 262 144 B                                             │2 12 B/////│
    reads    │1…           │…1…           │…1…          │…1           │2//////////│
             0          65 536         131 072       196 608       262 144   262 156
    Which byte was read where is derived, by counting.
    "
  `)
})

test('frame-11: datagrams stand alone, and one that never came is a cross', () => {
  expect(text(runs.datagrams())).toMatchInlineSnapshot(`
    "
    c1 client → server  5 datagrams sent, 4 received
    sent     │1 5 B│2 12 B///////│3 │4 30 B/////////////////////////////│5 8 B    │
    received │1    │2////////////│3 │✗                                  │5        │
    Which byte was read where is derived, by counting.
    "
  `)
})

test('ten thousand reads are a window, and the rest is counted', () => {
  expect(text(runs.tenThousandReads(), 60)).toMatchInlineSnapshot(`
    "
    c1 client → server  10 000 writes, 10 000 reads, 10 000 000…
    writes   │1      │2//│3      │4///│5      │6//│7      │8//│
    reads    │1… │…1 ╎2//│3… │…3 ╎4///│5… │…5 ╎6//│7… │…7 ╎8//│
             0  500    2 000        4 000       6 000      8 000
    … 9 992 later reads not drawn
    Which byte was read where is derived, by counting.
    "
  `)
})

test('no line is wider than the terminal, and colours change no character', () => {
  for (const make of Object.values(runs)) {
    for (const columns of [40, 61, 120]) {
      const plain = stripToTerminal(make(), { columns })
      for (const line of plain.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(columns)
      const coloured = stripToTerminal(make(), { columns, color: true })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that colours are made of
      expect(coloured.replace(/\u001b\[[\d;]*m/g, '')).toBe(plain)
      expect(plain).not.toContain('\u001b')
    }
  }
})

test('nothing at all is a sentence', () => {
  expect(stripToTerminal([])).toBe('No bytes have been seen yet.\n')
})

test('a ladder shows messages and frames at their lifelines, datagrams as arrows', () => {
  expect(`\n${ladderToTerminal(runs.datagrams())}`).toMatchInlineSnapshot(`
    "
           ms                client                            server
         3.10     send datagram 5 B ┊─────╮                  ┊
         3.20    send datagram 12 B ┊─────┤                  ┊
         3.30     send datagram 0 B ┊─────┤                  ┊
         3.40    send datagram 30 B ┊─────┤ never received   ┊
         3.50     send datagram 8 B ┊─────┤                  ┊
         3.60                       ┊     ├─ 5 B ───────────▶┊ receive datagram 5 B
         3.70                       ┊     ├─ 12 B ──────────▶┊ receive datagram 12 B
         3.80                       ┊     ├─ 0 B ───────────▶┊ receive datagram 0 B
         3.90                       ┊     ╰─ 8 B ───────────▶┊ receive datagram 8 B
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
  const frames = new StreamRun().started().message(5).writes(5).reads(5).frame(0, 5).broken(5, 0)
  expect(`\n${ladderToTerminal(frames.records)}`).toMatchInlineSnapshot(`
    "
           ms                client                            server
                    127.0.0.1:51000                            127.0.0.1:40123
         1.00                       ┊                        ┊ listens on 40123
         2.00             connect() │─────╮                  ┊
         2.30             connected │     │                  ┊
         2.40                       │     ╰─────────────────▶│ accepted
         3.10           message 5 B │                        │
         3.20             write 5 B │─────╮                  │
         3.30                       │     ╰─ bytes 1–5 ─────▶│ read 5 B
         3.40                       │                        │ ✓ frame 5 B
         3.50                       │                        │ ✗ no frame
              Arrows are derived from what the two sockets saw; no packet was seen.
    "
  `)
})
