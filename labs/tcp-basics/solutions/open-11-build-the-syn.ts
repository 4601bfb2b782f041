export interface End {
  address: string
  port: number
}

export interface SynPlan {
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

const tcpProtocol = 6

/** Builds a SYN as a whole IP packet (RFC 791 §3.1, RFC 9293 §3.1), with both checksums. */
export function buildSyn(plan: SynPlan): Uint8Array {
  const from = plan.from.address.split('.').map(Number)
  const to = plan.to.address.split('.').map(Number)
  const options = optionBytes(plan.options)
  const tcp = Uint8Array.from([
    ...two(plan.from.port),
    ...two(plan.to.port),
    ...four(plan.isn),
    ...four(0),
    (5 + options.length / 4) << 4,
    0x02,
    ...two(plan.window),
    ...[0, 0, 0, 0],
    ...options,
  ])
  const ip = Uint8Array.from([
    ...[0x45, 0],
    ...two(20 + tcp.length),
    ...two(plan.identification),
    ...[0x40, 0, 64, tcpProtocol, 0, 0],
    ...from,
    ...to,
  ])
  const pseudoHeader = [...from, ...to, 0, tcpProtocol, ...two(tcp.length)]
  ip.set(checksum(ip), 10)
  tcp.set(checksum([...pseudoHeader, ...tcp]), 16)
  return Uint8Array.from([...ip, ...tcp])
}

/** In the order of Linux, filled up with zeros to a full row. */
function optionBytes(options: SynPlan['options']): number[] {
  const { mssBytes, sackPermitted, timestampValue, windowScale } = options
  const bytes: number[] = []
  if (mssBytes !== undefined) bytes.push(2, 4, ...two(mssBytes))
  if (sackPermitted) bytes.push(4, 2)
  if (timestampValue !== undefined) bytes.push(8, 10, ...four(timestampValue), ...four(0))
  if (windowScale !== undefined) bytes.push(3, 3, windowScale)
  while (bytes.length % 4 > 0) bytes.push(0)
  return bytes
}

/** RFC 1071, for an even number of bytes. */
function checksum(bytes: ArrayLike<number>): number[] {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) {
    sum += 0x100 * (bytes[at] as number) + (bytes[at + 1] as number)
  }
  // One addition of what is left over may leave something over again.
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return two(~sum & 0xffff)
}

function two(value: number): number[] {
  return [value >>> 8, value & 0xff]
}

function four(value: number): number[] {
  return [...two(value >>> 16), ...two(value & 0xffff)]
}
