/**
 * Wrong: does not acknowledge the FIN of the peer.
 * Must get: A FIN takes a sequence number
 */
export type State =
  | 'CLOSED'
  | 'LISTEN'
  | 'SYN_SENT'
  | 'SYN_RCVD'
  | 'ESTABLISHED'
  | 'FIN_WAIT_1'
  | 'FIN_WAIT_2'
  | 'CLOSE_WAIT'
  | 'CLOSING'
  | 'LAST_ACK'
  | 'TIME_WAIT'

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

type Segment = 'SYN' | 'SYN+ACK' | 'ACK' | 'FIN' | 'RST' | 'nothing'

export interface Next {
  state: State
  sends: Segment
}

/** The arrows of RFC 9293 §3.3.2, figure 5, and the one that it leaves out. */
const arrows: Record<State, Partial<Record<Event, [State, Segment]>>> = {
  CLOSED: { 'passive open': ['LISTEN', 'nothing'], 'active open': ['SYN_SENT', 'SYN'] },
  LISTEN: { SYN: ['SYN_RCVD', 'SYN+ACK'], close: ['CLOSED', 'nothing'] },
  SYN_SENT: {
    SYN: ['SYN_RCVD', 'SYN+ACK'],
    'SYN+ACK': ['ESTABLISHED', 'ACK'],
    close: ['CLOSED', 'nothing'],
  },
  SYN_RCVD: { 'ACK of SYN': ['ESTABLISHED', 'nothing'], close: ['FIN_WAIT_1', 'FIN'] },
  ESTABLISHED: { close: ['FIN_WAIT_1', 'FIN'], FIN: ['CLOSE_WAIT', 'nothing'] },
  FIN_WAIT_1: {
    'ACK of FIN': ['FIN_WAIT_2', 'nothing'],
    FIN: ['CLOSING', 'ACK'],
    'FIN+ACK of FIN': ['TIME_WAIT', 'ACK'],
  },
  FIN_WAIT_2: { FIN: ['TIME_WAIT', 'ACK'] },
  CLOSE_WAIT: { close: ['LAST_ACK', 'FIN'] },
  CLOSING: { 'ACK of FIN': ['TIME_WAIT', 'nothing'] },
  LAST_ACK: { 'ACK of FIN': ['CLOSED', 'nothing'] },
  TIME_WAIT: { '2·MSL timeout': ['CLOSED', 'nothing'] },
}

export function nextState(state: State, event: Event): Next {
  const [next, sends] = arrows[state][event] ?? besides(state, event)
  return { state: next, sends }
}

/** What holds where the figure has no arrow. */
function besides(state: State, event: Event): [State, Segment] {
  if (event === 'RST') return [state === 'LISTEN' ? 'LISTEN' : 'CLOSED', 'nothing']
  if (event === 'close') return [state, 'nothing']
  // Without a connection everything that comes is refused; with one, this FIN has come before.
  return [state, state === 'CLOSED' ? 'RST' : 'ACK']
}
