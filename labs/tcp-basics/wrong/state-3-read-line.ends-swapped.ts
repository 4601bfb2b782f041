/**
 * Wrong: takes the first address for the remote one.
 * Must get: The two ends have changed places
 */
interface End {
  address: string
  port: number
}

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
  'SYN_RCVD',
]

export function readLine(line: string): { local: End; remote: End; state: string } {
  const [, local, remote, state = ''] = line.trim().split(/\s+/)
  const name = states[Number.parseInt(state, 16) - 1]
  if (!/^[0-9A-F]{2}$/i.test(state) || !name) throw new Error(`state: not "${state}"`)
  return { local: readEnd('local', remote), remote: readEnd('remote', local), state: name }
}

function readEnd(name: string, text = ''): End {
  const [, address, port] = /^([0-9A-F]{8}):([0-9A-F]{4})$/i.exec(text) ?? []
  if (!address || !port) throw new Error(`${name}: not "${text}"`)
  return {
    address: Buffer.from(address, 'hex').reverse().join('.'),
    port: Number.parseInt(port, 16),
  }
}
