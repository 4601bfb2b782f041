import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseRule, type Rule } from '../src/index.ts'

const all = { kind: 'all' } as const
function range(first: number, last: number) {
  return { kind: 'range', first, last } as const
}
function hold(until: Extract<Rule['order'], { action: 'hold' }>['until']) {
  return { action: 'hold', until } as const
}
function corrupt(damage: Extract<Rule['order'], { action: 'corrupt' }>['damage']) {
  return { action: 'corrupt', damage } as const
}

/** Every example, and what it means. `times` and `from` only where they are not the usual ones. */
const understood: [string, Partial<Rule>][] = [
  [
    'drop the 3rd data segment from client',
    {
      order: { action: 'drop' },
      kind: 'data segment',
      which: range(3, 3),
      from: 'client',
      times: 1,
    },
  ],
  [
    'hold SYN+ACK until released',
    { order: hold({ kind: 'released' }), kind: 'SYN+ACK', which: all },
  ],
  ['hold SYN+ACK', { order: hold({ kind: 'released' }), times: Number.POSITIVE_INFINITY }],
  ['drop ACKs 2..5', { kind: 'ACK', which: range(2, 5), from: 'either' }],
  ['drop data segment 3', { kind: 'data segment', which: range(3, 3) }],
  [
    'hold the 1st FIN from server until released',
    { order: hold({ kind: 'released' }), kind: 'FIN', which: range(1, 1), from: 'server' },
  ],
  [
    'delay every data segment from server by 50 ms',
    { order: { action: 'delay', byMs: 50 }, kind: 'data segment', which: all, from: 'server' },
  ],
  [
    'duplicate the 2nd data segment from client',
    { order: { action: 'duplicate' }, which: range(2, 2) },
  ],
  [
    'corrupt the 1st data segment from client',
    { order: corrupt({ kind: 'bit' }), which: range(1, 1) },
  ],
  ['corrupt the first data segment in byte 7', { order: corrupt({ kind: 'byte', byteNo: 7 }) }],
  ['corrupt the first data segment by swapping two words', { order: corrupt({ kind: 'swap' }) }],
  ['drop all packets from server', { kind: 'packet', which: all, from: 'server' }],
  ['drop every 10th data segment from client', { which: { kind: 'every', nth: 10 } }],
  ['drop every second packet', { which: { kind: 'every', nth: 2 } }],
  [
    'hold the 2nd data segment from client until 3 packets have passed',
    { order: hold({ kind: 'passed', packets: 3 }), which: range(2, 2) },
  ],
  ['hold FIN until 1 packet has passed', { order: hold({ kind: 'passed', packets: 1 }) }],
  ['hold SYN for 300 ms', { order: hold({ kind: 'time', forMs: 300 }), kind: 'SYN' }],
  ['hold SYN for 1.5s', { order: hold({ kind: 'time', forMs: 1500 }) }],
  ['delay packets by 250us', { order: { action: 'delay', byMs: 0.25 } }],
  ['drop the tenth RST', { kind: 'RST', which: range(10, 10) }],
  ['drop the 1st retransmission from client twice', { kind: 'retransmission', times: 2 }],
  ['drop SYN 3 times', { kind: 'SYN', which: all, times: 3 }],
  ['drop the 2nd data segment 4 times', { which: range(2, 2), times: 4 }],
  ['drop datagrams once', { kind: 'datagram', which: all, times: 1 }],
  ['drop each ICMP message', { kind: 'ICMP message', which: all }],
  [
    'drop segments from client to port 80',
    { kind: 'segment', from: 'client', destinationPort: 80 },
  ],
  ['drop segments from port 80 from server', { from: 'server', sourcePort: 80 }],
  ['  DROP\tThe 3RD Data  Segment From CLIENT ', { text: 'DROP The 3RD Data Segment From CLIENT' }],
  ['drop SYN + ACK from either', { kind: 'SYN+ACK', from: 'either' }],
  ['delay FIN by 50 ms from server', { order: { action: 'delay', byMs: 50 }, from: 'server' }],
  ['drop data segments 2 .. 5', { which: range(2, 5) }],
]

describe('a rule is understood', () => {
  it.each(understood)('%s', (text, meaning) => {
    const parsed = parseRule(text)
    expect(parsed).toMatchObject({ ok: true, rule: meaning })
  })
})

/** The `^` under the text is where it stops making sense. */
const refused: [string, string, string][] = [
  [
    '',
    '^',
    'expected what to do (drop, hold, delay, duplicate or corrupt), but the rule ends here',
  ],
  ['hold SYN+   ', '         ^', 'expected ACK after "SYN+", but the rule ends here'],
  [
    'dorp SYN',
    '^',
    'expected what to do (drop, hold, delay, duplicate or corrupt), got "dorp": did you mean drop?',
  ],
  ['lose SYN', '^', 'expected what to do (drop, hold, delay, duplicate or corrupt), got "lose"'],
  [
    'drop',
    '    ^',
    'expected a kind of packet (SYN, SYN+ACK, ACK, data segment, FIN, RST, retransmission, segment, datagram, ICMP message or packet), but the rule ends here',
  ],
  [
    'drop the 1st pakcet',
    '             ^',
    'expected a kind of packet (SYN, SYN+ACK, ACK, data segment, FIN, RST, retransmission, segment, datagram, ICMP message or packet), got "pakcet": did you mean packet?',
  ],
  [
    'drop the last FIN',
    '         ^',
    'which one is the last is known only when nothing follows: count from the first',
  ],
  [
    'drop last FIN',
    '     ^',
    'which one is the last is known only when nothing follows: count from the first',
  ],
  [
    'drop the FIN',
    '         ^',
    'expected which one after "the", such as "1st" (or "every" for "the"), got "fin"',
  ],
  [
    'drop the thrid FIN',
    '         ^',
    'expected which one after "the", such as "1st" (or "every" for "the"), got "thrid": did you mean third?',
  ],
  ['drop the 0th FIN', '         ^', 'expected a whole number from 1, got "0th"'],
  ['drop the 1.5th FIN', '         ^', 'expected a whole number from 1, got "1.5th"'],
  ['drop FIN 3rd', '         ^', '"3rd" stands before what it counts: the 3rd FIN'],
  [
    'drop the 1st data segment 2',
    '                          ^',
    'which data segment is said already, before the number',
  ],
  ['drop ACKs 5..2', '             ^', 'expected 5 or more, because the first is 5, got "2"'],
  [
    'drop ACKs 2..',
    '             ^',
    'expected the number of the last one, as in 2..5, but the rule ends here',
  ],
  [
    'drop ACKs 99999999999999999',
    '          ^',
    'expected a whole number from 1, got "99999999999999999"',
  ],
  ['hold SYN-ACK', '     ^', '"syn-ack" is not a word here: did you mean SYN+ACK?'],
  ['hold SYN ACK', '         ^', 'expected "+" before ACK: did you mean SYN+ACK?'],
  ['hold SYN+', '         ^', 'expected ACK after "SYN+", but the rule ends here'],
  [
    'hold FIN+ACK',
    '        ^',
    'FIN stands for it whatever other flags it has: leave out the rest',
  ],
  ['drop udp', '     ^', '"udp" is not a word here: did you mean datagram?'],
  ['drop data', '         ^', 'expected "segment" after "data", but the rule ends here'],
  [
    'drop data segmant',
    '          ^',
    'expected "segment" after "data", got "segmant": did you mean segment?',
  ],
  ['drop ICMP from client', '          ^', 'expected "message" after "ICMP", got "from"'],
  [
    'drop SYN form client',
    '         ^',
    'expected "from client", "from server", "twice" or the end of the rule, got "form": did you mean from?',
  ],
  [
    'drop SYN from',
    '             ^',
    'expected client, server, either or "port 80" after "from", but the rule ends here',
  ],
  [
    'drop SYN from clinet',
    '              ^',
    'expected client, server, either or "port 80" after "from", got "clinet": did you mean client?',
  ],
  ['drop SYN to server', '            ^', 'expected "port" after "to", got "server"'],
  ['drop SYN to port x', '                 ^', 'expected the number of a port, got "x"'],
  ['drop SYN to port 65536', '                 ^', 'expected a port from 1 to 65535, got "65536"'],
  ['drop SYN to port 0', '                 ^', 'expected a whole number from 1, got "0"'],
  [
    'drop SYN until released',
    '         ^',
    'expected "from client", "from server", "twice" or the end of the rule, got "until"',
  ],
  [
    'hold SYN until',
    '              ^',
    'expected "released" or "3 packets have passed" after "until", but the rule ends here',
  ],
  [
    'hold SYN until realeased',
    '               ^',
    'expected "released" or "3 packets have passed" after "until", got "realeased": did you mean released?',
  ],
  [
    'hold SYN until 3',
    '                ^',
    'expected "packets have passed" after the number, but the rule ends here',
  ],
  [
    'hold SYN until 3 packets',
    '                        ^',
    'expected "have passed" after "packets", but the rule ends here',
  ],
  [
    'hold SYN until 3 packets have',
    '                             ^',
    'expected "passed" after "have", but the rule ends here',
  ],
  ['hold SYN for ever', '             ^', 'expected a time, such as 300 ms, got "ever"'],
  [
    'hold SYN for 300',
    '                ^',
    'expected us, ms or s after the number, but the rule ends here',
  ],
  [
    'hold SYN for 300 msec',
    '                 ^',
    'expected us, ms or s after the number, got "msec": did you mean ms?',
  ],
  [
    'delay SYN',
    '         ^',
    'expected "from client", "from server" or how long, such as "by 50 ms", but the rule ends here',
  ],
  [
    'delay SYN from client',
    '                     ^',
    'expected "from client", "from server" or how long, such as "by 50 ms", but the rule ends here',
  ],
  ['delay SYN by', '            ^', 'expected a time, such as 300 ms, but the rule ends here'],
  [
    'corrupt SYN in',
    '              ^',
    'expected "byte" and its number after "in", but the rule ends here',
  ],
  [
    'corrupt SYN in byte',
    '                   ^',
    'expected the number of a byte of the payload, from 1, but the rule ends here',
  ],
  ['corrupt SYN in byte 0', '                    ^', 'expected a whole number from 1, got "0"'],
  [
    'corrupt SYN by swapping',
    '                       ^',
    'expected "swapping two words" after "by", but the rule ends here',
  ],
  [
    'drop every 10th SYN twice',
    '                    ^',
    'a number of times does not go with "every" and a count',
  ],
  [
    'drop the 1st datagram twice',
    '                      ^',
    'times counts the transmissions of one segment: that goes with SYN, SYN+ACK, data segment, FIN, retransmission, not with datagram',
  ],
  [
    'drop SYN 2 tiems',
    '           ^',
    'expected "from client", "from server", "twice" or the end of the rule, got "tiems": did you mean times?',
  ],
  [
    'drop SYN, ACK',
    '        ^',
    'expected "from client", "from server", "twice" or the end of the rule, got ","',
  ],
  ['drop SYN from client from server', '                     ^', 'which side is said already'],
  ['drop SYN to port 1 to port 2', '                   ^', 'to which port is said already'],
  ['drop SYN from port 1 from port 1', '                     ^', 'from which port is said already'],
  [
    'drop SYN from client?',
    '                    ^',
    'expected "from client", "from server", "twice" or the end of the rule, got "?"',
  ],
]

describe('a text that is no rule is refused, and the place is named', () => {
  it.each(refused)('%s', (text, caret, message) => {
    expect(parseRule(text)).toEqual({ ok: false, message, at: caret.indexOf('^') })
  })
})

test('a rule cut at any character is refused with a place in it, or understood', () => {
  for (const [text] of understood) {
    for (let length = 0; length <= text.length; length++) {
      const parsed = parseRule(text.slice(0, length))
      if (parsed.ok) continue
      expect(parsed.message).not.toBe('')
      expect(parsed.at).toBeGreaterThanOrEqual(0)
      expect(parsed.at).toBeLessThanOrEqual(length)
    }
  }
})

test('no text makes it throw: neither words of the language in any order nor anything else', () => {
  const words = [...new Set(understood.flatMap(([text]) => text.trim().split(/\s+/)))]
  const shuffled = fc
    .array(fc.constantFrom(...words), { maxLength: 12 })
    .map((all) => all.join(' '))
  const anything = fc.string({ unit: 'binary', maxLength: 60 })
  fc.assert(
    fc.property(fc.oneof(shuffled, anything), (text) => {
      const parsed = parseRule(text)
      if (!parsed.ok) expect(parsed.at).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 500 },
  )
})

test('a text of more than 1000 characters is refused unread', () => {
  expect(parseRule(`drop SYN${' '.repeat(993)}`)).toEqual({
    ok: false,
    message: 'expected at most 1000 characters, got 1001',
    at: 1000,
  })
  expect(parseRule(`drop SYN${' '.repeat(992)}`).ok).toBe(true)
})
