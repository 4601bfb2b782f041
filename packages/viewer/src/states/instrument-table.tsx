import { type InstrumentCell, instrumentWords, readInstruments } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'
import { hashOf } from '../hash-link.ts'
import type { RunSession } from '../log/run-session.ts'

/** Runs in which instruments are compared are short; what comes later is not looked at. */
const mostRecords = 5000

const looks = { seen: 'held', 'not seen': 'not-held', 'not here': 'soft' } as const

/** Which instrument saw which state, and under it why one did not. Nothing where none was asked. */
export function InstrumentTable({ session }: { session: RunSession }) {
  const { store } = session
  if (!store.kinds.has('state.reading')) return null
  const { instruments, rows, reasons } = readInstruments(recordsOf(session))
  return (
    <div class="instruments">
      <table>
        <thead>
          <tr>
            <th scope="col">Seen by</th>
            {instruments.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ state, cells }) => (
            <tr key={state}>
              <th scope="row">{state}</th>
              {cells.map((cell, i) => (
                <td key={instruments[i]}>{cell && <Cell cell={cell} run={session.run} />}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ol class="soft">
        {reasons.map((why) => (
          <li key={why}>{why}</li>
        ))}
      </ol>
    </div>
  )
}

/** Leads to the record that says it. */
function Cell({ cell, run }: { cell: InstrumentCell; run: string }) {
  return (
    <a class={looks[cell.outcome]} href={hashOf({ run, n: cell.n })}>
      {instrumentWords(cell)}
    </a>
  )
}

function recordsOf({ store, limit }: RunSession): TraceRecord[] {
  const records: TraceRecord[] = []
  for (let n = 1; n <= Math.min(limit, mostRecords); n++) {
    const record = store.get(n)
    if (record?.kind === 'state.reading') records.push(record)
  }
  return records
}
