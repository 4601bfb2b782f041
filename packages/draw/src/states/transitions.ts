import type { TcpState } from './tcp-states.ts'

/** An arrow of RFC 9293 §3.3.2, Figure 5. */
export interface Transition {
  from: TcpState
  to: TcpState
  /** What makes it happen: a call of the program, or a segment received; in lines as drawn. */
  cause: readonly string[]
  /** What is sent then, where something is. */
  sends?: string
}

/** All arrows of the figure, from its top to its bottom. */
export const transitions: readonly Transition[] = [
  { from: 'CLOSED', to: 'LISTEN', cause: ['passive OPEN'] },
  { from: 'LISTEN', to: 'CLOSED', cause: ['CLOSE'] },
  { from: 'CLOSED', to: 'SYN_SENT', cause: ['active OPEN'], sends: 'snd SYN' },
  { from: 'SYN_SENT', to: 'CLOSED', cause: ['CLOSE'] },
  { from: 'LISTEN', to: 'SYN_RCVD', cause: ['rcv SYN'], sends: 'snd SYN,ACK' },
  { from: 'LISTEN', to: 'SYN_SENT', cause: ['SEND'], sends: 'snd SYN' },
  { from: 'SYN_SENT', to: 'SYN_RCVD', cause: ['rcv SYN'], sends: 'snd SYN,ACK' },
  { from: 'SYN_RCVD', to: 'LISTEN', cause: ['rcv RST'] },
  { from: 'SYN_RCVD', to: 'ESTABLISHED', cause: ['rcv ACK', 'of SYN'] },
  { from: 'SYN_SENT', to: 'ESTABLISHED', cause: ['rcv SYN,ACK'], sends: 'snd ACK' },
  { from: 'SYN_RCVD', to: 'FIN_WAIT_1', cause: ['CLOSE'], sends: 'snd FIN' },
  { from: 'ESTABLISHED', to: 'FIN_WAIT_1', cause: ['CLOSE'], sends: 'snd FIN' },
  { from: 'ESTABLISHED', to: 'CLOSE_WAIT', cause: ['rcv FIN'], sends: 'snd ACK' },
  { from: 'FIN_WAIT_1', to: 'FIN_WAIT_2', cause: ['rcv ACK', 'of FIN'] },
  { from: 'FIN_WAIT_1', to: 'CLOSING', cause: ['rcv FIN'], sends: 'snd ACK' },
  { from: 'CLOSE_WAIT', to: 'LAST_ACK', cause: ['CLOSE'], sends: 'snd FIN' },
  { from: 'FIN_WAIT_2', to: 'TIME_WAIT', cause: ['rcv FIN'], sends: 'snd ACK' },
  { from: 'CLOSING', to: 'TIME_WAIT', cause: ['rcv ACK', 'of FIN'] },
  { from: 'LAST_ACK', to: 'CLOSED', cause: ['rcv ACK', 'of FIN'] },
  { from: 'TIME_WAIT', to: 'CLOSED', cause: ['timeout 2 MSL'] },
]

export function transitionBetween(from: TcpState, to: TcpState): Transition | undefined {
  return transitions.find((one) => one.from === from && one.to === to)
}

/**
 * True for what one event can do although the figure leaves it out: a reset, a timeout or an abort ends
 * any connection (note 3), one segment can acknowledge our FIN and bring the peer's (note 2), a FIN may
 * come in SYN_RCVD (RFC 9293 §3.10.7.4), and a listening socket's new connection begins from nothing.
 */
export function isOneStep(from: TcpState, to: TcpState): boolean {
  if (to === 'CLOSED') return true
  if (from === 'FIN_WAIT_1' && to === 'TIME_WAIT') return true
  if (from === 'SYN_RCVD' && to === 'CLOSE_WAIT') return true
  return from === 'CLOSED' && to === 'SYN_RCVD'
}

/** True where the figure's own cause did not lead along its arrow: the connection was given up. */
export function isGivenUp(from: TcpState, to: TcpState, trigger: string): boolean {
  if (to !== 'CLOSED') return false
  if (/\bRST\b|reset|refused|ICMP|unreachable|abort/i.test(trigger)) return true
  return from !== 'TIME_WAIT' && /time[d\s-]*out/i.test(trigger)
}
