/** One end of a connection, as people write it: `{ address: '127.0.0.1', port: 8080 }`. */
export interface End {
  address: string
  port: number
}

export interface SocketLine {
  local: End
  remote: End
  state: string
}

/** Linux's numbers, from 1, with the names of RFC 9293 §3.3.2, spelled as these labs do. */
const states = [
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RCVD',
  'FIN_WAIT_1',
  'FIN_WAIT_2',
  'TIME_WAIT',
  'CLOSED',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
]

/**
 * Decodes one line of Linux's list of TCP sockets over IPv4, `/proc/net/tcp`. It is the list from which
 * tools are made: the kernel writes a line for each socket, and a header above them.
 *
 *       sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid …
 *        7: 0500A8C0:1F90 0200000A:C350 01 00000000:00000000 00:00000000 00000000  1000 …
 *           └──┬───┘ └┬─┘ └──┬───┘ └┬─┘ └┬ the state's number, in hex
 *              │      │   the other end, in the same form
 *              │      the port, in hex, as one writes a number
 *              the address: its four bytes as one number of this machine. On a little-endian machine,
 *              and yours is taken for one, the number's last two digits are the address's first byte
 *
 * The line above is
 *
 *     { local:  { address: '192.168.0.5', port: 8080 },
 *       remote: { address: '10.0.0.2', port: 50000 },
 *       state:  'ESTABLISHED' }
 *
 * What must hold:
 *
 * - The line begins with any number of spaces, and fields are divided by one or more. What follows the
 *   state is not your business, nor how long it is.
 * - The state is spelled as in `states` above. The kernel's twelfth number, 0C, is its own name for a
 *   connection of which only the SYN has come: to everybody else this is SYN_RCVD, as 03 is.
 * - Anything else gets an Error, never a guess: the header line, an IPv6 line (32 digits instead of 8), a
 *   digit that is none, a number that is no state's. Its message quotes the piece that does not fit as
 *   it stands in the line. Where a line ends too early, the message names what is missing: `local`,
 *   `remote` or `state`.
 */
export function readLine(line: string): SocketLine {
  // TODO: this is what most people write first. Compare it with the drawing.
  const [, local = '', remote = '', state = ''] = line.trim().split(' ')
  const name = states[Number.parseInt(state, 16) - 1] as string
  return { local: readEnd(local), remote: readEnd(remote), state: name }
}

function readEnd(text: string): End {
  const [address = '', port = ''] = text.split(':')
  const bytes = address.match(/../g) ?? []
  return {
    address: bytes.map((byte) => Number.parseInt(byte, 16)).join('.'),
    port: Number.parseInt(port, 16),
  }
}
