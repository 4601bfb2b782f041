/**
 * Writes a rule for the wire, so that both ends of a connection pass through CLOSING.
 *
 * The connection is open and quiet when your rule is added. A segment needs 20 ms. Then:
 *
 *     at 0 ms                 the client closes
 *     100 to 300 ms later     the server closes too, whatever has reached it by then
 *     at 600 ms               what your rule still holds is released; it goes on with what comes
 *
 * A FIN that nobody acknowledges is sent again, after some 240 ms. Without a rule the server knows that the
 * client has closed long before it closes itself:
 *
 *     FIN_WAIT_1 ── FIN ──▶ CLOSE_WAIT
 *     FIN_WAIT_2 ◀── ACK ──
 *     TIME_WAIT  ◀── FIN ── LAST_ACK
 *                ── ACK ──▶ CLOSED
 *
 * CLOSING is for an end whose FIN is on its way when the other's FIN comes, without an ACK of its own
 * (RFC 9293 §3.6, case 3). It stays there until that ACK has come too, and is then in TIME_WAIT. With your
 * rule both ends must go FIN_WAIT_1, CLOSING, TIME_WAIT, whenever the server closes.
 *
 * A rule is one line. Of everything that it applies to it says what is to be done with it:
 *
 *     ACTION WHICH KIND [from SIDE] [ENDING]
 *
 *     ACTION   drop, hold, delay, duplicate, corrupt
 *     WHICH    the 1st, the 2nd …, every; nothing means every
 *     KIND     ACK (and nothing else in it), data segment, FIN, RST, segment (any of TCP)
 *     SIDE     client, server; nothing means either
 *     ENDING   of hold: until released, for 50 ms, until 2 packets have passed; of delay: by 50 ms
 *
 *     drop the 2nd data segment from client
 *     hold every ACK from server for 50 ms
 *     delay RST by 1 s
 *
 * All of the language is in packages/path/README.md.
 */
export function writeRule(): string {
  // TODO: this is a rule, and everything goes on as without it.
  return 'drop RST'
}
