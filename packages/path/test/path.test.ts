import { expect, test } from 'vitest'
import { Path, seededRandom } from '../src/index.ts'
import { data, segment } from './packets.ts'
import { numbersOf, pathWith, play, sends } from './path-transcript.ts'

const syn = segment('client', { flags: ['SYN'], seqNo: 100 })
const synAck = segment('server', { flags: ['SYN', 'ACK'], seqNo: 500, ackNo: 101 })
const ack = segment('client', { flags: ['ACK'], seqNo: 101, ackNo: 501 })

test('a handshake crosses in both directions, numbered in the order sent', () => {
  const { lines } = play(pathWith([], { delayMs: 20 }), [
    [0, { kind: 'packet-sent', from: 'client', packet: syn }],
    [20, { kind: 'packet-sent', from: 'server', packet: synAck }],
    [40, { kind: 'packet-sent', from: 'client', packet: ack }],
  ])
  expect(lines).toEqual([
    '20 1 arrives at server',
    '20 1 delivered',
    '40 2 arrives at client',
    '40 2 delivered',
    '60 3 arrives at server',
    '60 3 delivered',
  ])
})

test('the fate tells when the packet was sent and arrived, and hands back what was sent', () => {
  const { effects } = play(pathWith([], { delayMs: 5 }), sends('client', [syn], 3))
  expect(effects[1]).toEqual({
    kind: 'tell-fate',
    packetNo: 1,
    from: 'client',
    packet: syn,
    fate: 'delivered',
    sentAtMs: 3,
    arrivedAtMs: 8,
  })
})

test('a packet that a rule drops dies at once, and the rule is named', () => {
  const rule = 'drop the 2nd data segment from client'
  const { effects, view } = play(
    pathWith([rule], { delayMs: 5 }),
    sends('client', [data('client', 1), data('client', 11), data('client', 21)]),
  )
  expect(effects.find(({ packetNo }) => packetNo === 2)).toMatchObject({
    fate: 'dropped',
    cause: 'rule',
    rule,
    diedAtMs: 1,
  })
  expect(numbersOf(effects, 'delivered')).toEqual([1, 3])
  expect(view.client).toMatchObject({ sent: 3, delivered: 2, droppedBy: { rule: 1 } })
  expect(view.rules).toEqual([{ id: 'r1', rule, seen: 3, applied: 1, held: 0 }])
})

test('a held packet waits until it is released, and the next one is held again', () => {
  const path = pathWith(['hold SYN+ACK until released'], { delayMs: 10 })
  const { lines } = play(path, [
    [0, { kind: 'packet-sent', from: 'server', packet: synAck }],
    [5, { kind: 'packet-sent', from: 'server', packet: data('server', 501) }],
    [100, { kind: 'rule-released', id: 'r1' }],
    [200, { kind: 'packet-sent', from: 'server', packet: synAck }],
  ])
  expect(lines).toEqual([
    '0 held 1 by "hold SYN+ACK until released"',
    '15 2 arrives at client',
    '15 2 delivered',
    '110 1 arrives at client',
    '110 1 delivered "hold SYN+ACK until released" 100 ms',
    '200 held 3 by "hold SYN+ACK until released"',
  ])
  expect(path.view()).toMatchObject({ inFlight: 1, server: { held: 1 }, rules: [{ held: 1 }] })
})

test('a rule that is removed lets go what it holds, in the order held', () => {
  const path = pathWith(['hold data segments'])
  const three = [data('client', 1), data('client', 11), data('client', 21)]
  const { effects } = play(path, [
    ...sends('client', three),
    [50, { kind: 'rule-removed', id: 'r1' }],
    [60, { kind: 'packet-sent', from: 'client', packet: data('client', 31) }],
  ])
  expect(numbersOf(effects, 'held')).toEqual([1, 2, 3])
  expect(numbersOf(effects, 'delivered')).toEqual([1, 2, 3, 4])
  expect(path.view().rules).toEqual([])
})

test('releasing without a name frees what every rule holds', () => {
  const { effects } = play(pathWith(['hold SYN', 'hold SYN+ACK']), [
    [0, { kind: 'packet-sent', from: 'client', packet: syn }],
    [1, { kind: 'packet-sent', from: 'server', packet: synAck }],
    [9, { kind: 'rule-released' }],
  ])
  expect(numbersOf(effects, 'delivered')).toEqual([1, 2])
})

test('a packet is held for a time, and released before it without being sent twice', () => {
  const script = sends('client', [syn])
  const held = play(pathWith(['hold SYN for 300 ms']), script)
  expect(held.lines.at(-1)).toBe('300 1 delivered "hold SYN for 300 ms" 300 ms')
  const path = pathWith(['hold SYN for 300 ms'])
  const released = play(path, [...script, [50, { kind: 'rule-released', id: 'r1' }]])
  expect(released.lines.at(-1)).toBe('50 1 delivered "hold SYN for 300 ms" 50 ms')
})

test('a packet is held until three later ones of its direction have overtaken it', () => {
  const rule = 'hold the 2nd data segment from client until 3 packets have passed'
  const segments = [1, 11, 21, 31, 41, 51].map((seqNo) => data('client', seqNo))
  const { effects } = play(pathWith([rule]), [
    ...sends('client', segments.slice(0, 3)),
    [3, { kind: 'packet-sent', from: 'server', packet: ack }],
    ...sends('client', segments.slice(3), 4),
  ])
  expect(numbersOf(effects, 'delivered')).toEqual([1, 3, 4, 5, 6, 2, 7])
})

test('a packet that was sent earlier and let go meanwhile does not count as overtaking', () => {
  const [first, second, third] = [1, 11, 21].map((seqNo) => data('client', seqNo))
  const rules = ['hold data segment 1 for 10 ms', 'hold data segment 2 until 2 packets have passed']
  const { effects } = play(pathWith(rules), [
    ...sends('client', [first, second] as Uint8Array[]),
    ...sends('client', [third, third] as Uint8Array[], 20),
  ])
  expect(numbersOf(effects, 'delivered')).toEqual([1, 3, 4, 2])
})

test('a delayed packet is delayed in both its copies', () => {
  const path = pathWith(['delay SYN by 50 ms'], { duplicateRatio: 1, delayMs: 10 })
  const { effects } = play(path, sends('client', [syn]))
  expect(effects.at(-1)).toMatchObject({ arrivedAtMs: 60, copyArrivedAtMs: 60 })
})

test('a delayed packet arrives later by that much, and what follows overtakes it', () => {
  const rule = 'delay the 1st data segment from server by 50 ms'
  const { lines } = play(
    pathWith([rule], { delayMs: 10 }),
    sends('server', [data('server', 1), data('server', 11)]),
  )
  expect(lines).toEqual([
    '11 2 arrives at client',
    '11 2 delivered',
    '60 1 arrives at client',
    `60 1 delivered "${rule}" 50 ms`,
  ])
})

test('a rule duplicates a packet: both arrivals are told', () => {
  const rule = 'duplicate the 2nd data segment from client'
  const segments = [data('client', 1), data('client', 11)]
  const { lines } = play(pathWith([rule], { delayMs: 7 }), sends('client', segments))
  expect(lines.slice(2)).toEqual([
    '8 2 arrives at server',
    '8 2 again arrives at server',
    `8 2 duplicated by rule "${rule}"`,
  ])
})

test('the rules are asked in the order added, the first that applies decides, and all count', () => {
  const path = pathWith(['drop the 2nd data segment', 'hold data segments 2..3', 'drop packets'])
  const segments = [1, 11, 21].map((seqNo) => data('client', seqNo))
  const { effects } = play(path, sends('client', segments))
  expect(numbersOf(effects, 'dropped')).toEqual([1, 2])
  expect(numbersOf(effects, 'held')).toEqual([3])
  expect(path.view().rules.map(({ seen, applied }) => [seen, applied])).toEqual([
    [3, 1],
    [3, 1],
    [3, 1],
  ])
})

test('a rule counts from when it was added', () => {
  const { effects } = play(pathWith([]), [
    ...sends('client', [data('client', 1)]),
    [1, { kind: 'rule-added', id: 'late', rule: 'drop the 1st data segment' }],
    ...sends('client', [data('client', 11), data('client', 21)], 2),
  ])
  expect(numbersOf(effects, 'dropped')).toEqual([2])
})

test('options changed meanwhile hold for what is sent from then on, in the direction named', () => {
  const { lines } = play(pathWith([], { delayMs: 100 }), [
    [0, { kind: 'packet-sent', from: 'client', packet: syn }],
    [1, { kind: 'options-changed', from: 'client', options: { delayMs: 5 } }],
    [2, { kind: 'packet-sent', from: 'client', packet: ack }],
    [2, { kind: 'packet-sent', from: 'server', packet: synAck }],
  ])
  expect(lines.filter((line) => line.includes('arrives'))).toEqual([
    '7 2 arrives at server',
    '100 1 arrives at server',
    '102 3 arrives at client',
  ])
})

test('a rule that drops packets leaves the luck of the others as it was', () => {
  const link = { delayMs: 30, jitterMs: 20, lossRatio: 0.2, corruptRatio: 0.1 }
  const script = sends(
    'client',
    Array.from({ length: 200 }, (_, i) => data('client', 1 + 10 * i)),
  )
  const fates = (rules: string[]) =>
    new Map(
      play(pathWith(rules, link, 9), script).effects.flatMap((effect) =>
        effect.kind === 'tell-fate' && effect.cause !== 'rule' ? [[effect.packetNo, effect]] : [],
      ),
    )
  const free = fates([])
  const ruled = fates(['drop every 3rd data segment', 'drop data segments 20..40'])
  expect(ruled.size).toBeLessThan(free.size)
  for (const [packetNo, effect] of ruled) expect(effect).toEqual(free.get(packetNo))
})

test('what goes one way does not change the luck of what goes the other way', () => {
  const link = { delayMs: 30, jitterMs: 20, lossRatio: 0.3 }
  const there = sends(
    'client',
    Array.from({ length: 50 }, (_, i) => data('client', 1 + 10 * i)),
  )
  const back = sends('server', [synAck, synAck, synAck])
  const both = [...there, ...back].sort(([a], [b]) => a - b)
  const times = (script: typeof both) =>
    play(pathWith([], link, 4), script).effects.flatMap((effect) =>
      effect.kind === 'tell-fate' && effect.from === 'client' ? [effect.arrivedAtMs] : [],
    )
  expect(times(both)).toEqual(times([...there]))
})

test('a late wake delivers in the order in which things were due', () => {
  const random = seededRandom(1)
  const path = new Path({ client: { delayMs: 30 }, server: { delayMs: 10 }, random })
  path.on({ kind: 'packet-sent', from: 'client', packet: syn }, 0)
  path.on({ kind: 'packet-sent', from: 'server', packet: synAck }, 5)
  const late = path.on({ kind: 'time-reached' }, 99)
  expect(late.map(({ packetNo }) => packetNo)).toEqual([2, 2, 1, 1])
  expect(late[1]).toMatchObject({ arrivedAtMs: 99 })
})

test.each([
  [
    { kind: 'rule-added', id: 'r1', rule: 'drop packets' },
    'id: expected one that no rule has, got "r1"',
  ],
  [{ kind: 'rule-added', id: 'r2', rule: 'drop' }, 'rule: expected a kind of packet'],
  [{ kind: 'rule-removed', id: 'r9' }, 'id: expected that of a rule, got "r9"'],
  [{ kind: 'rule-released', id: 'r9' }, 'id: expected that of a rule, got "r9"'],
  [
    { kind: 'options-changed', options: { jitterMs: 9 } },
    'jitterMs: expected at most delayMs (0), got 9',
  ],
] as const)('an order that makes no sense is refused by name: %o', (event, message) => {
  const path = pathWith(['drop packets'])
  expect(() => path.on(event, 0)).toThrow(message)
})

test('a change that one direction refuses is made in neither', () => {
  const path = new Path({ client: { delayMs: 10 }, random: seededRandom(1) })
  expect(() => path.on({ kind: 'options-changed', options: { jitterMs: 5 } }, 0)).toThrow(
    'jitterMs',
  )
  const { lines } = play(path, sends('client', [syn]))
  expect(lines[0]).toBe('10 1 arrives at server')
})

test('bytes that are no packet pass, and only a rule about all packets meets them', () => {
  const junk = [new Uint8Array(), new Uint8Array([0x45]), new Uint8Array(100).fill(0xff)]
  const rules = ['drop segments', 'drop datagrams', 'drop packet 2', 'corrupt packets in byte 3']
  const { effects } = play(pathWith(rules), sends('client', junk))
  expect(numbersOf(effects, 'dropped')).toEqual([2])
  expect(numbersOf(effects, 'delivered')).toEqual([1, 3])
})
