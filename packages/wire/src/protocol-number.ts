/** Numbers of the protocols in an IP packet (RFC 5237); the first ones are also extension headers of IPv6. */
export const protocolNumber = {
  hopByHop: 0,
  icmp: 1,
  tcp: 6,
  udp: 17,
  routing: 43,
  fragment: 44,
  icmpv6: 58,
  noNextHeader: 59,
  destinationOptions: 60,
} as const

const names: Record<number, string> = {
  0: 'hop-by-hop options',
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPv4',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  43: 'routing',
  44: 'fragment',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'ICMPv6',
  59: 'no next header',
  60: 'destination options',
  89: 'OSPF',
  132: 'SCTP',
}

/** The usual name of a protocol or extension header; `protocol 200` where it has none here. */
export function protocolName(protocol: number): string {
  return names[protocol] ?? `protocol ${protocol}`
}
