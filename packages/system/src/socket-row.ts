/** The eleven states of RFC 9293 §3.3.2, spelled as there. */
export type TcpState =
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

/** One socket as an instrument shows it. */
export interface SocketRow {
  /** `127.0.0.1`, `::1`; `*` where the instrument says "any". */
  localAddress: string
  localPort: number
  remoteAddress: string
  /** 0 where there is no peer. */
  remotePort: number
  state: TcpState
  /** The state as the instrument spells it: `0A`, `LISTEN`, `LISTENING`. */
  word: string
  /** Bytes not acknowledged by the peer's kernel; of a listener: 0. */
  sendQueueBytes: number
  /** Bytes not read by the program (Linux counts an unread FIN as one); of a listener: connections not accepted. */
  receiveQueueBytes: number
  uid?: number
  /** 0 for a connection that no program holds: not accepted yet, or closed already. */
  inode?: number
}

/** A state as each instrument spells it. `number` is Linux's (include/net/tcp_states.h). */
export interface Spelling {
  state: TcpState
  number: number
  ss: string
  netstat: string
  windows: string
}

/** One state, many spellings. */
export const spellings: readonly Spelling[] = [
  spell('ESTABLISHED', 1, 'ESTAB', 'ESTABLISHED', 'ESTABLISHED'),
  spell('SYN_SENT', 2, 'SYN-SENT', 'SYN_SENT', 'SYN_SENT'),
  spell('SYN_RCVD', 3, 'SYN-RECV', 'SYN_RECV', 'SYN_RECEIVED'),
  spell('FIN_WAIT_1', 4, 'FIN-WAIT-1', 'FIN_WAIT1', 'FIN_WAIT_1'),
  spell('FIN_WAIT_2', 5, 'FIN-WAIT-2', 'FIN_WAIT2', 'FIN_WAIT_2'),
  spell('TIME_WAIT', 6, 'TIME-WAIT', 'TIME_WAIT', 'TIME_WAIT'),
  spell('CLOSED', 7, 'UNCONN', 'CLOSE', 'CLOSED'),
  spell('CLOSE_WAIT', 8, 'CLOSE-WAIT', 'CLOSE_WAIT', 'CLOSE_WAIT'),
  spell('LAST_ACK', 9, 'LAST-ACK', 'LAST_ACK', 'LAST_ACK'),
  spell('LISTEN', 10, 'LISTEN', 'LISTEN', 'LISTENING'),
  spell('CLOSING', 11, 'CLOSING', 'CLOSING', 'CLOSING'),
]

function spell(
  state: TcpState,
  number: number,
  ss: string,
  netstat: string,
  windows: string,
): Spelling {
  return { state, number, ss, netstat, windows }
}

/** Linux keeps half-open connections as number 12, NEW_SYN_RECV: to everybody else SYN_RCVD. */
export function tcpStateOfNumber(number: number): TcpState | undefined {
  const known = number === 12 ? 3 : number
  return spellings.find((spelling) => spelling.number === known)?.state
}

/** The state that a tool means by a word, whichever tool it is. */
export function tcpStateOfWord(word: string): TcpState | undefined {
  const upper = word.toUpperCase()
  return spellings.find((s) => [s.ss, s.netstat, s.windows, s.state].includes(upper))?.state
}
