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
  'SYN_RCVD', // NEW_SYN_RECV
]

/** Decodes one line of `/proc/net/tcp`; an Error that quotes the first piece that does not fit. */
export function readLine(line: string): SocketLine {
  const [, local, remote, state] = line.trim().split(/\s+/)
  return {
    local: readEnd('local', local),
    remote: readEnd('remote', remote),
    state: readState(state),
  }
}

function readEnd(name: string, text = ''): End {
  // parseInt alone would take "1FG0" for 1F, and stop there without a word.
  const [, address, port] = /^([0-9A-F]{8}):([0-9A-F]{4})$/i.exec(text) ?? []
  if (!address || !port) {
    throw new Error(`${name}: expected 8 hex digits, a colon and 4 more, got "${text}"`)
  }
  return {
    address: Buffer.from(address, 'hex').reverse().join('.'),
    port: Number.parseInt(port, 16),
  }
}

function readState(text = ''): string {
  const state = /^[0-9A-F]{2}$/i.test(text) && states[Number.parseInt(text, 16) - 1]
  if (!state) throw new Error(`state: expected a number from 01 to 0C, got "${text}"`)
  return state
}
