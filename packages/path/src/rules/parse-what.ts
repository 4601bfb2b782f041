import type { PacketKind, Rule, Which } from './rule.ts'
import type { RuleCursor } from './rule-cursor.ts'

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ')

const oneWordKinds: Record<string, PacketKind> = {
  ack: 'ACK',
  fin: 'FIN',
  rst: 'RST',
  retransmission: 'retransmission',
  segment: 'segment',
  datagram: 'datagram',
  packet: 'packet',
}
const kindWords = ['SYN', 'data segment', 'ICMP message', ...Object.values(oneWordKinds)]
const kindList =
  'a kind of packet (SYN, SYN+ACK, ACK, data segment, FIN, RST, retransmission, segment, datagram, ' +
  'ICMP message or packet)'

/** What people write, and what it is called here. */
const otherNames: Record<string, PacketKind> = {
  'syn-ack': 'SYN+ACK',
  'syn/ack': 'SYN+ACK',
  synack: 'SYN+ACK',
  'fin-ack': 'FIN',
  'fin/ack': 'FIN',
  finack: 'FIN',
  reset: 'RST',
  resend: 'retransmission',
  retransmit: 'retransmission',
  acknowledgement: 'ACK',
  acknowledgment: 'ACK',
  message: 'ICMP message',
  ping: 'ICMP message',
  tcp: 'segment',
  udp: 'datagram',
  frame: 'packet',
}

/** `the 3rd data segment`, `ACKs 2..5`, `every 10th packet`, `SYN+ACK`. */
export function parseWhat(cursor: RuleCursor): Pick<Rule, 'which' | 'kind'> {
  const before = parseWhichBefore(cursor)
  const kind = parseKind(cursor)
  if (cursor.token.kind === 'ordinal') {
    cursor.refuse(`"${cursor.shown}" stands before what it counts: the ${cursor.shown} ${kind}`)
  }
  const isNumber = cursor.token.kind === 'number' && !/^times?$/.test(cursor.following.text)
  if (!isNumber) return { kind, which: before ?? { kind: 'all' } }
  if (before !== undefined) cursor.refuse(`which ${kind} is said already, before the number`)
  return { kind, which: parseNumbers(cursor) }
}

function parseWhichBefore(cursor: RuleCursor): Which | undefined {
  refuseLast(cursor)
  if (cursor.takeWord('all')) return { kind: 'all' }
  if (cursor.takeWord('every', 'each')) {
    const nth = takeOrdinal(cursor)
    return nth === undefined ? { kind: 'all' } : { kind: 'every', nth }
  }
  const hasArticle = cursor.takeWord('the') !== undefined
  refuseLast(cursor)
  const nth = takeOrdinal(cursor)
  if (nth !== undefined) return { kind: 'range', first: nth, last: nth }
  if (!hasArticle) return undefined
  cursor.fault('which one after "the", such as "1st" (or "every" for "the")', ordinals)
}

function refuseLast(cursor: RuleCursor): void {
  if (cursor.token.text !== 'last') return
  cursor.refuse('which one is the last is known only when nothing follows: count from the first')
}

function takeOrdinal(cursor: RuleCursor): number | undefined {
  if (cursor.token.kind === 'ordinal') return cursor.wholeFromOne()
  const word = cursor.takeWord(...ordinals)
  return word === undefined ? undefined : ordinals.indexOf(word) + 1
}

/** `3` or `2..5`. */
function parseNumbers(cursor: RuleCursor): Which {
  const first = cursor.wholeFromOne()
  if (!cursor.takeSign('..')) return { kind: 'range', first, last: first }
  if (cursor.token.value < first && cursor.token.kind === 'number') {
    cursor.fault(`${first} or more, because the first is ${first}`)
  }
  const last = cursor.count(`the number of the last one, as in ${first}..${first + 3}`)
  return { kind: 'range', first, last }
}

function parseKind(cursor: RuleCursor): PacketKind {
  const { token } = cursor
  const word = token.kind === 'word' ? token.text.replace(/s$/, '') : ''
  if (Object.hasOwn(otherNames, word)) {
    cursor.refuse(`"${cursor.shown}" is not a word here: did you mean ${otherNames[word]}?`)
  }
  if (word === 'syn') return parseSyn(cursor)
  if (word === 'data') return parseData(cursor)
  if (word === 'icmp') return parseIcmp(cursor)
  const kind = Object.hasOwn(oneWordKinds, word) ? oneWordKinds[word] : undefined
  if (kind === undefined) cursor.fault(kindList, kindWords)
  cursor.advance()
  if (cursor.token.text === '+') {
    cursor.refuse(`${kind} stands for it whatever other flags it has: leave out the rest`)
  }
  return kind
}

function parseSyn(cursor: RuleCursor): PacketKind {
  cursor.advance()
  if (!cursor.takeSign('+')) {
    if (cursor.token.text === 'ack') cursor.refuse('expected "+" before ACK: did you mean SYN+ACK?')
    return 'SYN'
  }
  cursor.word('ACK after "SYN+"', ['ack', 'acks'])
  return 'SYN+ACK'
}

function parseData(cursor: RuleCursor): PacketKind {
  cursor.advance()
  cursor.word('"segment" after "data"', ['segment', 'segments'])
  return 'data segment'
}

function parseIcmp(cursor: RuleCursor): PacketKind {
  cursor.advance()
  cursor.word('"message" after "ICMP"', ['message', 'messages'])
  return 'ICMP message'
}
