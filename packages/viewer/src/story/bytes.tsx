import { useSignal } from '@preact/signals'
import { hasFields } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'
import { useEffect, useMemo } from 'preact/hooks'
import { server } from '../log/server.ts'
import { useSize } from '../use-size.ts'
import { formatCount, plural } from '../words.ts'
import { FieldTable } from './field-table.tsx'
import { hexLines } from './hex-lines.ts'
import { fieldRowsOf, isPacketWithBytes } from './packet-rows.ts'

const bytesAtFirst = 512
const wideLinePx = 520

/** A record's captured bytes, fetched when the record is looked at. */
export function Bytes({ run, record }: { run: string; record: TraceRecord }) {
  const { bytesRef } = record
  return (
    <section aria-label="Bytes">
      <h3>
        Bytes <span class="soft">{keptInWords(record)}</span>
      </h3>
      {bytesRef !== undefined ? (
        <Dump key={bytesRef} run={run} bytesRef={bytesRef} record={record} />
      ) : (
        hasFields(record) && (
          <FieldTable told={fieldRowsOf(record, noBytes)} bytes={noBytes} perLine={16} />
        )
      )}
    </section>
  )
}

function keptInWords({ bytesRef, capturedBytes = 0, originalBytes = capturedBytes }: TraceRecord) {
  if (originalBytes === 0) return 'none'
  if (bytesRef === undefined) return `${plural(originalBytes, 'byte')}, none of them kept`
  if (capturedBytes >= originalBytes) return plural(originalBytes, 'byte')
  return `the first ${formatCount(capturedBytes)} of ${plural(originalBytes, 'byte')} were kept`
}

const noBytes = new Uint8Array()

interface DumpProps {
  run: string
  bytesRef: string
  record: TraceRecord
}

function Dump({ run, bytesRef, record }: DumpProps) {
  const bytes = useSignal<Uint8Array | undefined>(undefined)
  const trouble = useSignal('')
  const shown = useSignal(bytesAtFirst)
  const { element, size } = useSize<HTMLDivElement>()
  useEffect(() => {
    server.bytes(run, bytesRef).then(
      (answer) => {
        bytes.value = answer
      },
      (error: Error) => {
        trouble.value = error.message
      },
    )
  }, [run, bytesRef, bytes, trouble])
  const all = bytes.value
  const told = useMemo(() => {
    if (!all || !(hasFields(record) || isPacketWithBytes(record))) return undefined
    return fieldRowsOf(record, all)
  }, [record, all])
  const rest = (all?.length ?? 0) - shown.value
  const part = all?.subarray(0, shown.value)
  const perLine = size.value.width < wideLinePx ? 8 : 16
  return (
    <div ref={element} class="dump mono">
      {trouble.value && <p class="trouble">{trouble.value}</p>}
      {!all && !trouble.value && <p class="soft">Fetching the bytes …</p>}
      {part && told && <FieldTable told={told} bytes={part} perLine={perLine} />}
      {part && !told && <HexTable bytes={part} perLine={perLine} />}
      {rest > 0 && (
        <button type="button" class="quiet" onClick={() => (shown.value *= 4)}>
          Show more ({formatCount(rest)} bytes left)
        </button>
      )}
    </div>
  )
}

function HexTable({ bytes, perLine }: { bytes: Uint8Array; perLine: number }) {
  return (
    <table>
      <thead class="unseen">
        <tr>
          <th>offset</th>
          <th>hex</th>
          <th>text</th>
        </tr>
      </thead>
      <tbody>
        {hexLines(bytes, perLine).map((line) => (
          <tr key={line.offset}>
            <td class="soft">{line.offset}</td>
            <td>{line.hex}</td>
            <td class="dump-text">{line.text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
