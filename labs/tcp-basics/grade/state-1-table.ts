/** The eleven states of RFC 9293 §3.3.2. */
export const states = [
  'CLOSED',
  'LISTEN',
  'SYN_SENT',
  'SYN_RCVD',
  'ESTABLISHED',
  'FIN_WAIT_1',
  'FIN_WAIT_2',
  'CLOSE_WAIT',
  'CLOSING',
  'LAST_ACK',
  'TIME_WAIT',
] as const

export type State = (typeof states)[number]

export type Event =
  | 'passive open'
  | 'active open'
  | 'close'
  | 'SYN'
  | 'SYN+ACK'
  | 'ACK of SYN'
  | 'FIN'
  | 'ACK of FIN'
  | 'FIN+ACK of FIN'
  | 'RST'
  | '2·MSL timeout'

export interface Next {
  state: State
  sends: 'SYN' | 'SYN+ACK' | 'ACK' | 'FIN' | 'RST' | 'nothing'
}

/** A state, what happens in it, and what must come of that. */
export interface Pair {
  state: State
  event: Event
  next: Next
}

/** RFC 9293 §3.3.2, figure 5, and §3.10.4 (CLOSE), §3.10.7 (segments that come) where it has no arrow. */
const table: Record<State, Partial<Record<Event, `${State}, ${Next['sends']}`>>> = {
  CLOSED: {
    'passive open': 'LISTEN, nothing',
    'active open': 'SYN_SENT, SYN',
    close: 'CLOSED, nothing',
    SYN: 'CLOSED, RST',
    'SYN+ACK': 'CLOSED, RST',
    'ACK of SYN': 'CLOSED, RST',
    FIN: 'CLOSED, RST',
    'ACK of FIN': 'CLOSED, RST',
    'FIN+ACK of FIN': 'CLOSED, RST',
    RST: 'CLOSED, nothing',
  },
  LISTEN: { SYN: 'SYN_RCVD, SYN+ACK', close: 'CLOSED, nothing', RST: 'LISTEN, nothing' },
  SYN_SENT: {
    'SYN+ACK': 'ESTABLISHED, ACK',
    SYN: 'SYN_RCVD, SYN+ACK',
    close: 'CLOSED, nothing',
    RST: 'CLOSED, nothing',
  },
  SYN_RCVD: {
    'ACK of SYN': 'ESTABLISHED, nothing',
    close: 'FIN_WAIT_1, FIN',
    RST: 'CLOSED, nothing',
  },
  ESTABLISHED: { close: 'FIN_WAIT_1, FIN', FIN: 'CLOSE_WAIT, ACK', RST: 'CLOSED, nothing' },
  FIN_WAIT_1: {
    'ACK of FIN': 'FIN_WAIT_2, nothing',
    FIN: 'CLOSING, ACK',
    'FIN+ACK of FIN': 'TIME_WAIT, ACK',
    close: 'FIN_WAIT_1, nothing',
    RST: 'CLOSED, nothing',
  },
  FIN_WAIT_2: { FIN: 'TIME_WAIT, ACK', close: 'FIN_WAIT_2, nothing', RST: 'CLOSED, nothing' },
  CLOSE_WAIT: { close: 'LAST_ACK, FIN', FIN: 'CLOSE_WAIT, ACK', RST: 'CLOSED, nothing' },
  CLOSING: {
    'ACK of FIN': 'TIME_WAIT, nothing',
    FIN: 'CLOSING, ACK',
    close: 'CLOSING, nothing',
    RST: 'CLOSED, nothing',
  },
  LAST_ACK: {
    'ACK of FIN': 'CLOSED, nothing',
    FIN: 'LAST_ACK, ACK',
    close: 'LAST_ACK, nothing',
    RST: 'CLOSED, nothing',
  },
  TIME_WAIT: {
    '2·MSL timeout': 'CLOSED, nothing',
    FIN: 'TIME_WAIT, ACK',
    close: 'TIME_WAIT, nothing',
    RST: 'CLOSED, nothing',
  },
}

/** Every pair that the assignment asks for. */
export const pairs: readonly Pair[] = states.flatMap((state) =>
  (Object.keys(table[state]) as Event[]).map((event) => pairOf(state, event)),
)

/** Throws for a pair that the assignment does not ask for. */
export function pairOf(state: State, event: Event): Pair {
  const words = table[state][event]
  if (words === undefined) throw new Error(`expected a pair of the table, got ${state}, ${event}`)
  const [next, sends] = words.split(', ') as [State, Next['sends']]
  return { state, event, next: { state: next, sends } }
}

/** One end's way through the states: each pair begins where the one before it ended. */
export function walkFrom(start: State, events: readonly Event[]): Pair[] {
  const walked: Pair[] = []
  for (const event of events) walked.push(pairOf(walked.at(-1)?.next.state ?? start, event))
  return walked
}
