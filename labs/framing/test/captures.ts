import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { DissectedFrame } from '../src/dissect/byte-reader.ts'
import { cobsFrames } from '../src/dissect/cobs.ts'
import type { Protocol } from '../src/dissect/dissector.ts'
import { httpMessages } from '../src/dissect/http.ts'
import { mqttPackets } from '../src/dissect/mqtt.ts'
import { netstrings } from '../src/dissect/netstring.ts'
import { respValues } from '../src/dissect/resp.ts'
import { websocketFrames, websocketStream } from '../src/dissect/websocket.ts'

/** Where bytes of a real program came from. */
export interface Provenance {
  file: string
  bytes: number
  protocol: string
  program: string
  version: string
  date: string
  command: string
  holds: string
}

const folder = path.join(import.meta.dirname, '../captures')

export const provenance = JSON.parse(
  readFileSync(path.join(folder, 'provenance.json'), 'utf8'),
) as Provenance[]

export const captureFiles = readdirSync(folder).filter((file) => file.endsWith('.hex'))

export const protocols: Readonly<Record<string, Protocol>> = {
  resp: respValues,
  mqtt: mqttPackets,
  http: httpMessages,
  netstring: netstrings,
  websocket: websocketStream,
  'websocket frame': websocketFrames,
  cobs: cobsFrames,
}

export function capture(file: string): Uint8Array {
  const hex = readFileSync(path.join(folder, file), 'utf8').replaceAll('\n', '')
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}

export function protocolOf(file: string): Protocol {
  const name = provenance.find((one) => one.file === file)?.protocol ?? ''
  const protocol = protocols[name]
  if (!protocol) throw new Error(`${file}: no protocol "${name}"`)
  return protocol
}

/** The values of a frame's fields, those of one name where it is given. */
export function values(frame: DissectedFrame | undefined, name?: string): string[] {
  const fields = frame?.fields ?? []
  return fields.filter((one) => !name || one.name === name).map(({ value }) => value)
}
