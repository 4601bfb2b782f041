/**
 * Wrong: believes a data offset below 5.
 * Must get: so the data offset is never below 5
 */
const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']

interface Options {
  mssBytes?: number
  windowScale?: number
  sackPermitted?: true
  sack?: [number, number][]
  timestamp?: { value: number; echo: number }
}

export function parseHeader(bytes: Uint8Array) {
  if (bytes.length < 20) return { broken: 'short' }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const payloadAt = 4 * (view.getUint8(12) >> 4)
  if (payloadAt > bytes.length) return { broken: 'cut' }
  const options: Options = {}
  const broken = readOptions(view, payloadAt, options)
  if (broken) return { broken }
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

function readOptions(view: DataView, end: number, options: Options): string | undefined {
  for (let at = 20; at < end; ) {
    const kind = view.getUint8(at)
    if (kind === 0) return undefined
    if (kind === 1) {
      at++
      continue
    }
    if (at + 1 >= end) return 'option-end'
    const length = view.getUint8(at + 1)
    if (length < 2) return 'option-length'
    if (at + length > end) return 'option-end'
    const sizes: Record<number, boolean> = {
      2: length === 4,
      3: length === 3,
      4: length === 2,
      5: length > 2 && length % 8 === 2,
      8: length === 10,
    }
    if (sizes[kind] === false) return 'option-size'
    if (kind === 2) options.mssBytes = view.getUint16(at + 2)
    if (kind === 3) options.windowScale = view.getUint8(at + 2)
    if (kind === 4) options.sackPermitted = true
    if (kind === 5) options.sack = readBlocks(view, at, length)
    if (kind === 8) {
      options.timestamp = { value: view.getUint32(at + 2), echo: view.getUint32(at + 6) }
    }
    at += length
  }
  return undefined
}

function readBlocks(view: DataView, at: number, length: number): [number, number][] {
  const blocks: [number, number][] = []
  for (let edge = at + 2; edge < at + length; edge += 8) {
    blocks.push([view.getUint32(edge), view.getUint32(edge + 4)])
  }
  return blocks
}
