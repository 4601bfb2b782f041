/** The eleven states of RFC 9293 §3.3.2, spelled as there. */
export const tcpStates = [
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

export type TcpState = (typeof tcpStates)[number]

const spelledOtherwise: Readonly<Record<string, TcpState>> = {
  CLOSE: 'CLOSED',
  SYN_RECEIVED: 'SYN_RCVD',
  SYN_RECV: 'SYN_RCVD',
  NEW_SYN_RECV: 'SYN_RCVD',
  ESTAB: 'ESTABLISHED',
  FIN_WAIT1: 'FIN_WAIT_1',
  FIN_WAIT2: 'FIN_WAIT_2',
}

/** The state that a record means, in the RFC's or in Linux's spelling; undefined for anything else. */
export function stateNamed(value: unknown): TcpState | undefined {
  if (typeof value !== 'string' || value.length > 20) return undefined
  const name = value.toUpperCase().replaceAll('-', '_')
  if (Object.hasOwn(spelledOtherwise, name)) return spelledOtherwise[name]
  return tcpStates.find((state) => state === name)
}
