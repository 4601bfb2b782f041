import type { CaseRun } from '@socket-labs/grade'

/** One end of a connection. */
export interface End {
  address: string
  port: number
}

/** What a line of `/proc/net/tcp` says, as far as this exercise goes. */
export interface SocketLine {
  local: End
  remote: End
  state: string
}

/** A line, what it means, and the digits in it. */
export interface Line {
  text: string
  means: SocketLine
  /** The state's number, as Linux counts. */
  stateNumber: number
}

/** By Linux's numbers (include/net/tcp_states.h), from 1. */
export const stateNames = [
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
] as const

const queues = '00000000:00000000 00:00000000 00000000  1000        0 48213 2 0000000000000000 20 4'

/** A line as the kernel writes it: the slot has at least four places, the end is filled with spaces. */
export function lineOf(slot: number, local: End, remote: End, stateNumber: number): Line {
  const state = stateNumber.toString(16).toUpperCase().padStart(2, '0')
  const start = `${String(slot).padStart(4)}: ${endDigits(local)} ${endDigits(remote)} ${state}`
  const means = { local, remote, state: stateNames[stateNumber - 1] as string }
  return { text: `${start} ${queues}`.padEnd(149), means, stateNumber }
}

/** `0100007F:1F90` for 127.0.0.1 and 8080. */
export function endDigits({ address, port }: End): string {
  const bytes = Buffer.from(address.split('.').map(Number))
  return `${bytes.reverse().toString('hex').toUpperCase()}:${portDigits(port)}`
}

export function portDigits(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}

/** An address whose digits and bytes differ from each other, so that every wrong order shows. */
export function anyAddress({ random }: CaseRun): string {
  const first = 16 * random.between(1, 6) + random.between(8, 15)
  return [first, random.between(1, 7), 16 * random.between(8, 14), random.between(245, 254)].join(
    '.',
  )
}

/** An address that says the same from left to right: it keeps its order out of a case. */
export function evenAddress({ random }: CaseRun): string {
  const [outer, inner] = [11 * random.between(1, 9), 17 * random.between(1, 14)]
  return [outer, inner, inner, outer].join('.')
}

/** A port whose digits have letters, and whose two bytes differ. */
export function anyPort({ random }: CaseRun): number {
  return 0x100 * random.between(0x1a, 0x1f) + random.between(0x80, 0xff)
}

/** A line up to its state, at most; spaces that are easily overlooked are made visible. */
export function sayLine(text: string): string {
  const start = /^ *\S+( +\S+){0,3}/.exec(text)?.[0].slice(0, 60) ?? ''
  const shown = start.replace(/^ +| {2,}/g, (spaces) => '␠'.repeat(spaces.length))
  return JSON.stringify(start === text ? shown : `${shown}…`)
}

export function sayMeaning({ local, remote, state }: SocketLine): string {
  return `${local.address}:${local.port} ${remote.address}:${remote.port} ${state}`
}
