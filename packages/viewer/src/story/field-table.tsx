import { useSignal } from '@preact/signals'
import {
  type ByteField,
  type ByteLine,
  type ByteRun,
  byteLines,
  fieldPlace,
  tintCount,
  tintOf,
} from '@socket-labs/draw'
import { rfcAddress } from '../help/glossary.ts'
import { formatCount } from '../words.ts'
import type { FieldRow, FieldRows } from './packet-rows.ts'

/** More fields are a list that few read to its end; the headers of a packet are less. */
const fieldsAtFirst = 64

interface Marking {
  /** The field that the reader points at, in the bytes or in the list; else the one that has the focus. */
  marked: number | undefined
  point(field: number | undefined): void
  focus(field: number | undefined): void
}

interface FieldTableProps {
  told: FieldRows
  bytes: Uint8Array
  perLine: number
}

/** A record's bytes with a tint for each field, its name under them, and a list of names and values. */
export function FieldTable({ told, bytes, perLine }: FieldTableProps) {
  const { fields, rows, warnings } = told
  const pointed = useSignal<number | undefined>(undefined)
  const focused = useSignal<number | undefined>(undefined)
  const marking: Marking = {
    marked: pointed.value ?? focused.value,
    point: (field) => {
      pointed.value = field
    },
    focus: (field) => {
      focused.value = field
    },
  }
  return (
    <>
      {bytes.length > 0 && (
        <table class="field-bytes">
          <thead class="unseen">
            <tr>
              <th>offset</th>
              <th>hex</th>
              <th>text</th>
            </tr>
          </thead>
          <tbody>
            {byteLines(bytes, fields, perLine).map((line) => (
              <Line key={line.offset} line={line} {...marking} />
            ))}
          </tbody>
        </table>
      )}
      <FieldList rows={rows} {...marking} />
      {warnings.map((warning) => (
        <p key={warning} class="trouble field-warning">
          {warning}
        </p>
      ))}
    </>
  )
}

function Line({ line, ...marking }: Marking & { line: ByteLine }) {
  return (
    <tr>
      <td class="soft">{line.offset.toString(16).padStart(4, '0')}</td>
      <td>
        {line.runs.map((run) => (
          <Run key={run.from} run={run} {...marking} />
        ))}
      </td>
      <td class="dump-text">
        {line.runs.map((run) => (
          <span
            key={run.from}
            class={runClass(run.field, marking.marked)}
            style={tintStyle(run.field)}
          >
            {run.text}
          </span>
        ))}
      </td>
    </tr>
  )
}

/** Bytes of one field in one line; a pointer over them marks the field. */
function Run({ run, marked, point }: Marking & { run: ByteRun }) {
  const { field, hex } = run
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list of fields does the same for the keyboard
    <span
      class="field-run"
      title={field && `${field.name}, ${fieldPlace(field)}`}
      onMouseEnter={() => point(field?.index)}
      onMouseLeave={() => point(undefined)}
    >
      <span class={runClass(field, marked)} style={tintStyle(field)}>
        {hex.join(' ')}
      </span>
      <span class="field-name" aria-hidden="true">
        {nameUnder(run)}
      </span>
    </span>
  )
}

function runClass(field: ByteField | undefined, marked: number | undefined): string {
  if (!field) return 'field-hex'
  const look = tintOf(field.index).isHatched ? 'field-hex tinted hatched' : 'field-hex tinted'
  return field.index === marked ? `${look} is-marked` : look
}

function tintStyle(field: ByteField | undefined) {
  if (!field) return {}
  const place = field.index % tintCount
  return { '--tint': `var(--tint-${place})`, '--tint-edge': `var(--tint-edge-${place})` }
}

/** Name and bytes stand in the same fixed-width face: the name where it is no longer, else its number. */
function nameUnder({ field, hex, isStart }: ByteRun): string {
  if (!field || !isStart) return ''
  const room = hex.length * 3 - 1
  return [field.name, String(field.index + 1)].find((label) => label.length <= room) ?? ''
}

function FieldList({ rows, ...marking }: Marking & { rows: readonly FieldRow[] }) {
  const isWhole = useSignal(false)
  const shown = isWhole.value ? rows : rows.slice(0, fieldsAtFirst)
  return (
    <ul class="field-list">
      {shown.map((row, index) => (
        <li key={index}>
          <Row row={row} {...marking} />
          {row.source && <Source source={row.source} />}
        </li>
      ))}
      {shown.length < rows.length && (
        <li>
          <button type="button" class="quiet" onClick={() => (isWhole.value = true)}>
            All {formatCount(rows.length)} fields
          </button>
        </li>
      )}
    </ul>
  )
}

function Row({ row, marked, point, focus }: Marking & { row: FieldRow }) {
  const { field, name, value } = row
  return (
    <button
      type="button"
      class="field"
      aria-pressed={field.index === marked}
      onMouseEnter={() => point(field.index)}
      onMouseLeave={() => point(undefined)}
      onFocus={() => focus(field.index)}
      onBlur={() => focus(undefined)}
    >
      <span class={runClass(field, marked)} style={tintStyle(field)}>
        {field.index + 1}
      </span>
      <span>{name}</span>
      <span class="soft">{fieldPlace(field)}</span>
      <span class="field-value">{value}</span>
    </button>
  )
}

/** Where a field is defined, one click away where the text has an address. */
function Source({ source }: { source: string }) {
  const address = rfcAddress(source)
  if (!address) return <span class="field-source soft">{source}</span>
  return (
    <a class="field-source" href={address} target="_blank" rel="noreferrer noopener">
      {source}
    </a>
  )
}
