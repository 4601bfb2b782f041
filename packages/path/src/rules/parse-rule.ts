import { parseDelay } from '../quantities.ts'
import { parseWhat } from './parse-what.ts'
import type { Damage, HoldEnd, Order, PacketKind, Rule, Which } from './rule.ts'
import { RuleCursor, RuleFault } from './rule-cursor.ts'

/** `at` is where in the text it stopped making sense, from 0. */
export type ParsedRule = { ok: true; rule: Rule } | { ok: false; message: string; at: number }

const actions = ['drop', 'hold', 'delay', 'duplicate', 'corrupt'] as const
const sides = ['client', 'server', 'either'] as const
const mostCharacters = 1000

/** Kinds that TCP sends again until they are acknowledged: those that take sequence numbers. */
const isSentAgain: Partial<Record<PacketKind, true>> = {
  SYN: true,
  'SYN+ACK': true,
  'data segment': true,
  FIN: true,
  retransmission: true,
}

/** Reads a rule, such as `drop the 3rd data segment from client`. The README has the language. Never throws. */
export function parseRule(text: string): ParsedRule {
  if (text.length > mostCharacters) {
    const message = `expected at most ${mostCharacters} characters, got ${text.length}`
    return { ok: false, message, at: mostCharacters }
  }
  try {
    return { ok: true, rule: parseWhole(text) }
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error
    return { ok: false, message: error.message, at: error.at }
  }
}

function parseWhole(text: string): Rule {
  const cursor = new RuleCursor(text)
  const action = cursor.word('what to do (drop, hold, delay, duplicate or corrupt)', actions)
  const what = parseWhat(cursor)
  const where: Where = {}
  parseWhere(cursor, where)
  const order = parseOrder(cursor, action)
  parseWhere(cursor, where)
  const times = parseTimes(cursor, what)
  if (!cursor.isAtEnd) cursor.fault(...endings[action])
  return { text: text.trim().replace(/\s+/g, ' '), order, ...what, from: 'either', ...where, times }
}

/** What may follow, and its words. */
const whereWords = ['from', 'to', 'once', 'twice', 'times']
const endings: Record<Order['action'], [expected: string, words: string[]]> = {
  drop: ['"from client", "from server", "twice" or the end of the rule', whereWords],
  duplicate: ['"from client", "from server", "twice" or the end of the rule', whereWords],
  delay: ['"from client", "from server", "twice" or the end of the rule', whereWords],
  hold: [
    '"from …", "until released", "until 3 packets have passed", "for 300 ms" or the end of the rule',
    [...whereWords, 'until', 'for'],
  ],
  corrupt: [
    '"from …", "in byte 1", "by swapping two words", "twice" or the end of the rule',
    [...whereWords, 'in', 'by'],
  ],
}

type Where = Partial<Pick<Rule, 'from' | 'sourcePort' | 'destinationPort'>>

/** `from client`, `from port 80`, `to port 80`, in any order, each once. */
function parseWhere(cursor: RuleCursor, where: Where): void {
  for (;;) {
    const { token } = cursor
    const isFrom = cursor.takeWord('from') !== undefined
    if (!isFrom && cursor.takeWord('to') === undefined) return
    const [key, value] = parseOneWhere(cursor, isFrom ? 'from' : 'to')
    if (where[key] !== undefined) throw new RuleFault(`${saidBy[key]} is said already`, token.at)
    Object.assign(where, { [key]: value })
  }
}

const saidBy: Record<keyof Where, string> = {
  from: 'which side',
  sourcePort: 'from which port',
  destinationPort: 'to which port',
}

function parseOneWhere(cursor: RuleCursor, word: 'from' | 'to'): [keyof Where, unknown] {
  if (cursor.takeWord('port')) {
    return [word === 'from' ? 'sourcePort' : 'destinationPort', parsePort(cursor)]
  }
  if (word === 'to') cursor.fault('"port" after "to"', ['port'])
  return ['from', cursor.word('client, server, either or "port 80" after "from"', sides)]
}

function parsePort(cursor: RuleCursor): number {
  if (cursor.token.kind === 'number' && cursor.token.value > 65_535) {
    cursor.fault('a port from 1 to 65535')
  }
  return cursor.count('the number of a port')
}

function parseOrder(cursor: RuleCursor, action: Order['action']): Order {
  if (action === 'hold') return { action, until: parseHoldEnd(cursor) }
  if (action === 'corrupt') return { action, damage: parseDamage(cursor) }
  if (action !== 'delay') return { action }
  if (!cursor.takeWord('by')) {
    cursor.fault('"from client", "from server" or how long, such as "by 50 ms"', [
      'by',
      'from',
      'to',
    ])
  }
  return { action, byMs: parseTime(cursor) }
}

function parseHoldEnd(cursor: RuleCursor): HoldEnd {
  if (cursor.takeWord('for')) return { kind: 'time', forMs: parseTime(cursor) }
  if (!cursor.takeWord('until') || cursor.takeWord('released')) return { kind: 'released' }
  if (cursor.token.kind !== 'number') {
    cursor.fault('"released" or "3 packets have passed" after "until"', ['released'])
  }
  const packets = cursor.wholeFromOne()
  cursor.word('"packets have passed" after the number', ['packets', 'packet'])
  cursor.word('"have passed" after "packets"', ['have', 'has'])
  cursor.word('"passed" after "have"', ['passed'])
  return { kind: 'passed', packets }
}

function parseDamage(cursor: RuleCursor): Damage {
  if (cursor.takeWord('in')) {
    cursor.word('"byte" and its number after "in"', ['byte'])
    return { kind: 'byte', byteNo: cursor.count('the number of a byte of the payload, from 1') }
  }
  if (!cursor.takeWord('by')) return { kind: 'bit' }
  for (const word of ['swapping', 'two', 'words']) {
    cursor.word('"swapping two words" after "by"', [word])
  }
  return { kind: 'swap' }
}

function parseTime(cursor: RuleCursor): number {
  const number = cursor.token
  if (number.kind !== 'number') cursor.fault('a time, such as 300 ms')
  cursor.advance()
  const unit = cursor.token
  const time = parseDelay(number.text + (unit.kind === 'word' ? unit.text : ''))
  if (!time.ok) cursor.fault('us, ms or s after the number', ['us', 'ms', 's'])
  cursor.advance()
  return time.value
}

/** `once`, `twice`, `3 times`. */
function parseTimes(cursor: RuleCursor, { kind, which }: Pick<Rule, 'kind' | 'which'>): number {
  const { token } = cursor
  const times = takeTimes(cursor)
  if (times === undefined) return timesUnlessTold(which)
  const fault = refusalOfTimes(kind, which)
  if (fault !== undefined && times > 1) throw new RuleFault(fault, token.at)
  return times
}

function takeTimes(cursor: RuleCursor): number | undefined {
  if (cursor.takeWord('once')) return 1
  if (cursor.takeWord('twice')) return 2
  if (cursor.token.kind !== 'number') return undefined
  const times = cursor.wholeFromOne()
  cursor.word('"times" after the number', ['times', 'time'])
  return times
}

function timesUnlessTold({ kind }: Which): number {
  return kind === 'range' ? 1 : Number.POSITIVE_INFINITY
}

function refusalOfTimes(kind: PacketKind, which: Which): string | undefined {
  if (which.kind === 'every') return 'a number of times does not go with "every" and a count'
  if (which.kind === 'all' || isSentAgain[kind]) return undefined
  const kinds = Object.keys(isSentAgain).join(', ')
  return `times counts the transmissions of one segment: that goes with ${kinds}, not with ${kind}`
}
