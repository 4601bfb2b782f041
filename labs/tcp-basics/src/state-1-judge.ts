import { select, type TraceRecord } from '@socket-labs/trace'
import { type Instrument, instruments } from './state-1-instruments.ts'

/** As the RFC lists them (RFC 9293 §3.3.2), CLOSED first. */
const elevenStates = [
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

/** The states that Linux enters when the FIN is queued, sent or not. */
export const finStates = ['FIN_WAIT_1', 'CLOSING', 'LAST_ACK'] as const

/** What an instrument cannot see. sock_diag lists a bound socket since Linux 6.8: not before, so it may be either. */
const blind: Record<Instrument, readonly string[]> = {
  TCP_INFO: ['SYN_RCVD', 'TIME_WAIT'],
  sock_diag: [],
  '/proc/net/tcp': ['CLOSED'],
  ss: ['CLOSED'],
}

/** The first reading of a state with an instrument. */
export function reading(
  records: readonly TraceRecord[],
  state: string,
  instrument: Instrument,
): TraceRecord | undefined {
  return select(records, { kind: 'state.reading' }).find(
    (one) => one.wanted === state && one.instrument === instrument,
  )
}

/** All readings that the claim stands on, undefined for a missing one. */
export function allReadings(records: readonly TraceRecord[]): (TraceRecord | undefined)[] {
  return elevenStates.flatMap((state) => instruments.map((one) => reading(records, state, one)))
}

/** True when each instrument saw what it can see and nothing else: every state was seen by some. */
export function isAsExpected(readings: readonly (TraceRecord | undefined)[]): boolean {
  return readings.every((one) => {
    if (!one) return false
    const { instrument, wanted, seen, isThere } = one
    const isBound = instrument === 'sock_diag' && wanted === 'CLOSED'
    const canSee = !blind[instrument as Instrument]?.includes(String(wanted))
    return isThere === false || isBound || seen === canSee
  })
}

/** `TCP_INFO: all but SYN_RCVD and TIME_WAIT; ss: all but CLOSED`, and what is not on this machine. */
export function blindWords(readings: readonly (TraceRecord | undefined)[]): string {
  const found = readings.filter((one) => one !== undefined)
  return instruments
    .map((instrument) => {
      const own = found.filter((one) => one.instrument === instrument)
      if (own.some(({ isThere }) => isThere === false)) return `${instrument} is not here`
      const not = own.filter(({ seen }) => seen === false).map(({ wanted }) => wanted)
      return `${instrument}: all${not.length === 0 ? '' : ` but ${not.join(' and ')}`}`
    })
    .join('; ')
}

/** How many of the eleven some instrument saw. */
export function countSeen(readings: readonly (TraceRecord | undefined)[]): number {
  return new Set(readings.filter((one) => one?.seen === true).map((one) => one?.wanted)).size
}
