import { expect, test } from 'vitest'
import { distinctStates, statesToTerminal } from '../src/index.ts'
import { tcpStates } from '../src/states/tcp-states.ts'
import { columnsOf } from '../src/text-width.ts'
import * as samples from './sample-states.ts'

const { StateRun, client: _client, server: _server, ...runs } = samples
const text = (records: Parameters<typeof statesToTerminal>[0], columns = 80) =>
  `\n${statesToTerminal(records, { columns })}`

test('both ends stand side by side in 80 columns, and under them the path', () => {
  expect(text(runs.wholeLife())).toMatchInlineSnapshot(`
    "
    States of connection c1   ● now   ○ been there   · never
    client 10.1.0.1:40000                  server 10.1.0.2:80
                 ● CLOSED                               ● CLOSED
                 · LISTEN                               ○ LISTEN
    · SYN_RCVD                ○ SYN_SENT   ○ SYN_RCVD                · SYN_SENT
                 ○ ESTABLISHED                          ○ ESTABLISHED
    ○ FIN_WAIT_1              · CLOSE_WAIT · FIN_WAIT_1              ○ CLOSE_WAIT
    ○ FIN_WAIT_2 · CLOSING    · LAST_ACK   · FIN_WAIT_2 · CLOSING    ○ LAST_ACK
                 ○ TIME_WAIT                            · TIME_WAIT

           ms
          1.0                               1 → LISTEN  listen()
          2.0 1 → SYN_SENT  connect()
         12.0                               2 → SYN_RCVD  SYN from client
         22.0 2 → ESTABLISHED  SYN+ACK from server
         32.0                               3 → ESTABLISHED  ACK from client
         40.0 3 → FIN_WAIT_1  shutdown()
         50.0                               4 → CLOSE_WAIT  FIN from client
         60.0 4 → FIN_WAIT_2  ACK from server
         70.0                               5 → LAST_ACK  close()
         80.0 5 → TIME_WAIT  FIN from server
         90.0                               6 → CLOSED  ACK from client
      60080.0 6 → CLOSED  timeout of 60 s
    "
  `)
})

test('in a narrow terminal they stand under each other', () => {
  expect(text(runs.besideTheFigure(), 50)).toMatchInlineSnapshot(`
    "
    States of connection c1

    client 10.1.0.1:40000
                 ○ CLOSED
                 · LISTEN
    · SYN_RCVD                ○ SYN_SENT
                 ○ ESTABLISHED
    ○ FIN_WAIT_1              · CLOSE_WAIT
    · FIN_WAIT_2 · CLOSING    · LAST_ACK
                 ● TIME_WAIT

    server 10.1.0.2:80
                 ● CLOSED
                 ○ LISTEN
    ○ SYN_RCVD                · SYN_SENT
                 ○ ESTABLISHED
    · FIN_WAIT_1              · CLOSE_WAIT
    · FIN_WAIT_2 · CLOSING    · LAST_ACK
                 · TIME_WAIT

           ms
         1.00 server  1 → LISTEN  listen()
         2.00 client  1 → SYN_SENT  connect()
        12.00 server  2 → SYN_RCVD  SYN from client
        22.00 client  2 → ESTABLISHED  SYN+ACK from s…
        32.00 server  3 → ESTABLISHED  ACK from client
        40.00 client  3 → FIN_WAIT_1  close()
        50.00 client  4 ⇢ TIME_WAIT  FIN+ACK from ser…
        60.00 server  4 ⇢ CLOSED  RST from client
    "
  `)
})

test('what was not seen is said, and an end that nobody saw too', () => {
  const jumps = text(runs.polledWithJumps())
  expect(jumps).toContain('2 ⇢ FIN_WAIT_1  not seen between two looks')
  expect(text(runs.refusedAgain())).toContain('server no state was seen here')
  const look = { trigger: 'no packet: seen by a regular look' }
  const { records } = new StateRun().add(1, 'server', 'CLOSED LISTEN', look)
  expect(text(records)).toContain('1 → LISTEN  no packet\n')
})

test('a state is now, has been, or never was, and each of the eleven says which', () => {
  const figure = statesToTerminal(runs.wholeLife(), { untilTMs: 55 }).split('\n\n')[0] ?? ''
  for (const state of tcpStates) {
    expect(figure.match(new RegExp(`[●○·] ${state}\\b`, 'g'))).toHaveLength(2)
  }
  expect(figure).toContain('● FIN_WAIT_1')
  expect(figure).toContain('● CLOSE_WAIT')
  expect(figure).toContain('· TIME_WAIT')
})

test('a long path is cut at its start and says how much is left out', () => {
  const long = statesToTerminal(runs.tenThousandMoves())
  expect(long).toContain('… 9 976 earlier moves not shown')
  expect(long.split('\n').length).toBeLessThan(40)
})

test('nothing at all is a sentence', () => {
  expect(statesToTerminal([])).toBe('No TCP state has been seen yet.\n')
})

test('how many different states there were decides whether the picture is worth its room', () => {
  expect(distinctStates([])).toBe(0)
  expect(distinctStates(new StateRun().listening(1).records)).toBe(2)
  expect(distinctStates(runs.wholeLife())).toBe(10)
})

test('no line is wider than the terminal, and colours change no character', () => {
  for (const make of Object.values(runs)) {
    for (const columns of [40, 61, 80, 120]) {
      const plain = statesToTerminal(make(), { columns })
      for (const line of plain.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(columns)
      const coloured = statesToTerminal(make(), { columns, color: true })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that colours are made of
      expect(coloured.replace(/\u001b\[[\d;]*m/g, '')).toBe(plain)
      expect(plain).not.toContain('\u001b')
      expect(plain).not.toMatch(/[\p{Cs}\u202a-\u202e]/u)
    }
  }
})
