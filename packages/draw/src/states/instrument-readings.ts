import { byTime, type TraceRecord } from '@socket-labs/trace'
import { textOf } from '../record-fields.ts'
import { stateNamed, type TcpState, tcpStates } from './tcp-states.ts'

/** What one instrument said when an end stood still in a state. */
export interface InstrumentCell {
  /** The record that says it. */
  n: number
  outcome: 'seen' | 'not seen' | 'not here'
  /** The instrument's own word for the state, `0A` for example; '' where it has none. */
  word: string
  /** Number of what is to be said of it, from 1: why it was not seen, above all. */
  reasonNo?: number
}

/** Which instrument saw which state: a row for each state, a cell for each instrument. */
export interface InstrumentTable {
  /** In the order first asked. */
  instruments: string[]
  /** In the RFC's order; a cell is undefined where nobody asked. */
  rows: { state: TcpState; cells: (InstrumentCell | undefined)[] }[]
  /** In the order of the numbers. */
  reasons: string[]
}

/** Kind of the records that the table is made of. */
const readingKind = 'state.reading'

/** Reads the first answer of each instrument for each state that was wanted. Linear but for sorting. */
export function readInstruments(records: readonly TraceRecord[]): InstrumentTable {
  const readings = records.filter(({ kind }) => kind === readingKind).sort(byTime)
  const first = new Map<string, TraceRecord>()
  for (const record of readings) {
    const state = stateNamed(record.wanted)
    const key = `${state} ${textOf(record, 'instrument')}`
    if (state && !first.has(key)) first.set(key, record)
  }
  const instruments = [...new Set(readings.map((record) => textOf(record, 'instrument')))]
  const reasons: string[] = []
  const rows = tcpStates
    .map((state) => ({ state, found: instruments.map((name) => first.get(`${state} ${name}`)) }))
    .filter(({ found }) => found.some(Boolean))
    .map(({ state, found }) => ({
      state,
      cells: found.map((record) => record && cellOf(record, reasons)),
    }))
  return { instruments, rows, reasons }
}

function cellOf(record: TraceRecord, reasons: string[]): InstrumentCell {
  const { n, seen, isThere } = record
  const outcome = seen === true ? 'seen' : isThere === false ? 'not here' : 'not seen'
  const cell = { n, outcome, word: seen === true ? textOf(record, 'word') : '' } as const
  const why = textOf(record, 'why')
  if (why === '') return cell
  if (!reasons.includes(why)) reasons.push(why)
  return { ...cell, reasonNo: reasons.indexOf(why) + 1 }
}

const marks = { seen: '✓', 'not seen': '✗', 'not here': '?' } as const
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `✓ 0A`, `✗ ¹`: a mark, the instrument's own word, and the number of what is to be said of it. */
export function instrumentWords({ outcome, word, reasonNo }: InstrumentCell): string {
  const note = [...String(reasonNo ?? '')].map((digit) => raised[Number(digit)]).join('')
  return [marks[outcome], word, note].filter(Boolean).join(' ')
}
