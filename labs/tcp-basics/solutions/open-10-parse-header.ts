export type Flag = 'FIN' | 'SYN' | 'RST' | 'PSH' | 'ACK' | 'URG' | 'ECE' | 'CWR'

export interface Options {
  mssBytes?: number
  windowScale?: number
  sackPermitted?: true
  sack?: [number, number][]
  timestamp?: { value: number; echo: number }
}

export interface Header {
  sourcePort: number
  destinationPort: number
  seqNo: number
  ackNo: number
  flags: Flag[]
  window: number
  checksum: number
  urgentPointer: number
  options: Options
  payloadAt: number
}

export interface Broken {
  broken: 'short' | 'offset' | 'cut' | 'option-length' | 'option-end' | 'option-size'
}

/** From the lowest bit. */
const flagNames: Flag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']

/** Parses the header of a TCP segment (RFC 9293 §3.1); what is no header is answered with a value. */
export function parseHeader(bytes: Uint8Array): Header | Broken {
  if (bytes.length < 20) return { broken: 'short' }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const payloadAt = 4 * (view.getUint8(12) >> 4)
  if (payloadAt < 20) return { broken: 'offset' }
  if (payloadAt > bytes.length) return { broken: 'cut' }
  const options = parseOptions(bytes.subarray(20, payloadAt))
  if ('broken' in options) return options
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    seqNo: view.getUint32(4),
    ackNo: view.getUint32(8),
    flags: flagNames.filter((_, bit) => view.getUint8(13) & (1 << bit)),
    window: view.getUint16(14),
    checksum: view.getUint16(16),
    urgentPointer: view.getUint16(18),
    options,
    payloadAt,
  }
}

function parseOptions(bytes: Uint8Array): Options | Broken {
  const options: Options = {}
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    if (bytes[at] === 1) {
      at++
      continue
    }
    const length = bytes[at + 1]
    if (length === undefined) return { broken: 'option-end' }
    if (length < 2) return { broken: 'option-length' }
    if (at + length > bytes.length) return { broken: 'option-end' }
    if (!readOption(options, bytes.subarray(at, at + length))) return { broken: 'option-size' }
    at += length
  }
  return options
}

/** False when its length is not that of its kind. */
function readOption(options: Options, option: Uint8Array): boolean {
  const { length } = option
  const view = new DataView(option.buffer, option.byteOffset, length)
  switch (option[0]) {
    case 2:
      if (length !== 4) return false
      options.mssBytes = view.getUint16(2)
      return true
    case 3:
      if (length !== 3) return false
      options.windowScale = view.getUint8(2)
      return true
    case 4:
      options.sackPermitted = true
      return length === 2
    case 5:
      options.sack = []
      for (let at = 2; at + 8 <= length; at += 8) {
        options.sack.push([view.getUint32(at), view.getUint32(at + 4)])
      }
      return length > 2 && length % 8 === 2
    case 8:
      if (length !== 10) return false
      options.timestamp = { value: view.getUint32(2), echo: view.getUint32(6) }
      return true
  }
  return true
}
