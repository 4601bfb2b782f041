/**
 * Wrong: writes the two checksums in little-endian, and all else rightly.
 * Must get: its two bytes have changed places
 */
interface End {
  address: string
  port: number
}

interface SynPlan {
  from: End
  to: End
  identification: number
  isn: number
  window: number
  options: {
    mssBytes?: number
    windowScale?: number
    sackPermitted?: true
    timestampValue?: number
  }
}

export function buildSyn(plan: SynPlan): Uint8Array {
  const options = optionsOf(plan.options)
  const packet = Buffer.alloc(40 + options.length)
  const from = plan.from.address.split('.').map(Number)
  const to = plan.to.address.split('.').map(Number)
  packet.writeUInt8(0x45, 0)
  packet.writeUInt16BE(packet.length, 2)
  packet.writeUInt16BE(plan.identification, 4)
  packet.writeUInt16BE(0x4000, 6)
  packet.writeUInt8(64, 8)
  packet.writeUInt8(6, 9)
  packet.set(from, 12)
  packet.set(to, 16)
  packet.writeUInt16BE(plan.from.port, 20)
  packet.writeUInt16BE(plan.to.port, 22)
  packet.writeUInt32BE(plan.isn, 24)
  packet.writeUInt8(((20 + options.length) / 4) << 4, 32)
  packet.writeUInt8(0x02, 33)
  packet.writeUInt16BE(plan.window, 34)
  packet.set(options, 40)
  packet.writeUInt16LE(checksum(packet.subarray(0, 20)), 10)
  const tcp = packet.subarray(20)
  const pseudo = [...from, ...to, 0, 6, 0, tcp.length]
  packet.writeUInt16LE(checksum([...pseudo, ...tcp]), 36)
  return packet
}

function optionsOf({ mssBytes, windowScale, sackPermitted, timestampValue }: SynPlan['options']) {
  const bytes: number[] = []
  if (mssBytes !== undefined) bytes.push(2, 4, mssBytes >> 8, mssBytes & 0xff)
  if (sackPermitted) bytes.push(4, 2)
  if (timestampValue !== undefined) bytes.push(8, 10, ...fourBytes(timestampValue), 0, 0, 0, 0)
  if (windowScale !== undefined) bytes.push(3, 3, windowScale)
  while (bytes.length % 4 !== 0) bytes.push(1)
  return bytes
}

function fourBytes(value: number): number[] {
  return [value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]
}

function checksum(bytes: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) {
    sum += ((bytes[at] as number) << 8) + (bytes[at + 1] as number)
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  return ~sum & 0xffff
}
