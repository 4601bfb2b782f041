/** What a type of ICMP and its codes are called. */
interface IcmpKind {
  name: string
  codes?: readonly string[]
}

/** RFC 792; codes of type 3 from 6 in RFC 1122 §3.2.2.1, from 13 in RFC 1812 §5.2.7.1. */
const ofIpv4: Record<number, IcmpKind> = {
  0: { name: 'echo reply' },
  3: {
    name: 'destination unreachable',
    codes: [
      'network unreachable',
      'host unreachable',
      'protocol unreachable',
      'port unreachable',
      'fragmentation needed',
      'source route failed',
      'destination network unknown',
      'destination host unknown',
      'source host isolated',
      'network administratively prohibited',
      'host administratively prohibited',
      'network unreachable for type of service',
      'host unreachable for type of service',
      'communication administratively prohibited',
      'host precedence violation',
      'precedence cutoff in effect',
    ],
  },
  4: { name: 'source quench' },
  5: {
    name: 'redirect',
    codes: ['for network', 'for host', 'for service and network', 'for service and host'],
  },
  8: { name: 'echo request' },
  9: { name: 'router advertisement' },
  10: { name: 'router solicitation' },
  11: { name: 'time exceeded', codes: ['time to live exceeded', 'fragment reassembly'] },
  12: {
    name: 'parameter problem',
    codes: ['pointer indicates the error', 'missing a required option', 'bad length'],
  },
  13: { name: 'timestamp request' },
  14: { name: 'timestamp reply' },
}

/** RFC 4443; multicast listeners in RFC 2710 and RFC 3810, neighbours in RFC 4861. */
const ofIpv6: Record<number, IcmpKind> = {
  1: {
    name: 'destination unreachable',
    codes: [
      'no route to destination',
      'communication administratively prohibited',
      'beyond scope of source address',
      'address unreachable',
      'port unreachable',
      'source address failed policy',
      'reject route to destination',
    ],
  },
  2: { name: 'packet too big' },
  3: { name: 'time exceeded', codes: ['hop limit exceeded', 'fragment reassembly'] },
  4: {
    name: 'parameter problem',
    codes: ['erroneous header field', 'unrecognized next header', 'unrecognized option'],
  },
  128: { name: 'echo request' },
  129: { name: 'echo reply' },
  130: { name: 'multicast listener query' },
  131: { name: 'multicast listener report' },
  132: { name: 'multicast listener done' },
  133: { name: 'router solicitation' },
  134: { name: 'router advertisement' },
  135: { name: 'neighbor solicitation' },
  136: { name: 'neighbor advertisement' },
  137: { name: 'redirect' },
  143: { name: 'multicast listener report, version 2' },
}

/** `destination unreachable`, `echo request` …; `type 200` where it has no name here. */
export function icmpName(kind: 'icmp' | 'icmpv6', type: number): string {
  return kindOf(kind, type)?.name ?? `type ${type}`
}

/** `port unreachable`, `fragmentation needed` …; undefined for types without codes and codes without a name. */
export function icmpCodeName(
  kind: 'icmp' | 'icmpv6',
  type: number,
  code: number,
): string | undefined {
  return kindOf(kind, type)?.codes?.[code]
}

function kindOf(kind: 'icmp' | 'icmpv6', type: number): IcmpKind | undefined {
  return (kind === 'icmp' ? ofIpv4 : ofIpv6)[type]
}
