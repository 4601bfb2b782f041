import { type CasePlan, gradeExercise } from '@socket-labs/grade'
import { asks, asksAll } from './state-1-asking.ts'
import { kernel } from './state-1-kernel.ts'
import { type Event, type Pair, pairOf, pairs, type State, walkFrom } from './state-1-table.ts'

/** One end's way, from the state in which it begins. */
function walk(title: string, start: State, ...events: Event[]): CasePlan {
  return { title, run: (run) => asksAll(run, walkFrom(start, events)) }
}

const beforeItStands: CasePlan = {
  title: 'a program may close before the connection stands',
  async run(run) {
    await asksAll(run, walkFrom('CLOSED', ['passive open', 'close']))
    await asksAll(run, walkFrom('CLOSED', ['active open', 'close']))
    await asks(run, pairOf('SYN_RCVD', 'close'))
  },
}

const resets: CasePlan = {
  title: 'RST ends a connection in every state, and is never answered',
  run: (run) => asksAll(run, pairs.filter(isReset)),
}

const toNobody: CasePlan = {
  title: 'what comes in CLOSED is answered by RST',
  run: (run) =>
    asksAll(
      run,
      pairs.filter(({ next }) => next.sends === 'RST'),
    ),
}

const again: CasePlan = {
  title: 'what happens a second time changes nothing: a FIN that comes again, a second close',
  run: (run) => asksAll(run, pairs.filter(isAgain)),
}

function isReset({ event }: Pair): boolean {
  return event === 'RST'
}

function isAgain({ state, event, next }: Pair): boolean {
  return next.state === state && next.sends !== 'RST' && event !== 'RST'
}

const inAnyOrder: CasePlan = {
  title: 'every pair, in any order: the answer depends on the state and the event alone',
  async run(run) {
    const rest = [...pairs]
    while (rest.length > 0) {
      const [pair] = rest.splice(run.random.between(0, rest.length - 1), 1)
      await asks(run, pair as Pair)
    }
  },
}

export default gradeExercise(import.meta.url, {
  fact: 'state-1',
  kind: 'function',
  shows:
    'a connection has eleven states, and what happens in one of them leads to exactly one other',
  notebook: {
    file: '04-the-eleven-states',
    heading: '5. Predict the next state (state-1)',
  },
  exports: ['nextState'],
  cases: [
    walk('an active open: SYN leaves, SYN+ACK comes', 'CLOSED', 'active open', 'SYN+ACK'),
    walk('a passive open', 'CLOSED', 'passive open', 'SYN', 'ACK of SYN'),
    walk(
      'the one that closes first waits at the end',
      'ESTABLISHED',
      'close',
      'ACK of FIN',
      'FIN',
      '2·MSL timeout',
    ),
    walk('the one that closes second does not wait', 'ESTABLISHED', 'FIN', 'close', 'ACK of FIN'),
    walk('a close in three segments', 'ESTABLISHED', 'close', 'FIN+ACK of FIN', '2·MSL timeout'),
    walk('a simultaneous open: two SYNs meet', 'CLOSED', 'active open', 'SYN', 'ACK of SYN'),
    walk(
      'a simultaneous close: two FINs meet',
      'ESTABLISHED',
      'close',
      'FIN',
      'ACK of FIN',
      '2·MSL timeout',
    ),
    beforeItStands,
    resets,
    toNobody,
    again,
    inAnyOrder,
    kernel,
  ],
})
