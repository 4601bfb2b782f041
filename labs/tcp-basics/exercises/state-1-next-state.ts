/** The eleven states of RFC 9293 §3.3.2. */
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

/** What happens to one end: its program calls, a segment comes, or its clock has run out. */
export type Event =
  | 'passive open' // listen
  | 'active open' // connect
  | 'close' // the program has said all: end(), shutdown(SHUT_WR)
  | 'SYN'
  | 'SYN+ACK' // acknowledges our SYN
  | 'ACK of SYN'
  | 'FIN' // does not acknowledge a FIN of ours
  | 'ACK of FIN'
  | 'FIN+ACK of FIN' // the same segment is the peer's FIN and acknowledges ours
  | 'RST'
  | '2·MSL timeout'

export interface Next {
  state: State
  /** The segment that leaves at once. Whether it carries an ACK besides is not your business. */
  sends: 'SYN' | 'SYN+ACK' | 'ACK' | 'FIN' | 'RST' | 'nothing'
}

/**
 * One end of a connection in `state` meets `event`: in which state is it then, and what does it send?
 * Every TCP of the world answers alike, and so can you, before you look: RFC 9293 has the drawing
 * (§3.3.2, figure 5). At the end your answers stand beside those of this machine's kernel.
 *
 * What must hold:
 *
 * - **Every arrow of the figure**, but for LISTEN → SYN_SENT, and SYN_RCVD → LISTEN (see RST). A SYN that
 *   meets ours on the way (SYN_SENT, simultaneous open) gets SYN+ACK. The peer's SYN+ACK of a simultaneous
 *   open comes to you as what counts in it: ACK of SYN.
 * - **The arrow that the figure leaves out**: in FIN_WAIT_1 the peer's FIN may acknowledge ours too.
 * - **RST** is never answered. It ends every connection, also one in TIME_WAIT; a listener is none.
 *   SYN_RCVD goes to CLOSED, not back to LISTEN as in the figure: on a real kernel a listener stays in
 *   LISTEN, and what ends here is the new connection alone.
 * - **In CLOSED** there is no connection: whatever else comes for it is answered by RST.
 * - **A FIN that comes again** (CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT) says that its ACK was lost: it
 *   is acknowledged again, and the state stays.
 * - **A second close** (FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT), or one without any
 *   connection (CLOSED), changes nothing and sends nothing.
 * - The answer depends on `state` and `event` alone. Other pairs are not asked for.
 */
export function nextState(state: State, event: Event): Next {
  // TODO: a client can connect and end its half. The rest of the drawing is missing.
  const arrows: Partial<Record<State, Partial<Record<Event, Next>>>> = {
    CLOSED: { 'active open': { state: 'SYN_SENT', sends: 'SYN' } },
    SYN_SENT: { 'SYN+ACK': { state: 'ESTABLISHED', sends: 'ACK' } },
    ESTABLISHED: { close: { state: 'FIN_WAIT_1', sends: 'FIN' } },
  }
  return arrows[state]?.[event] ?? { state, sends: 'nothing' }
}
