import { NetworkNamespace, Tun } from '@socket-labs/system'
import type { Side } from './sides.ts'

/** Where each end is, the same in every run. */
export const addresses: Record<Side, { ipv4: string; ipv6: string }> = {
  client: { ipv4: '10.1.0.1', ipv6: 'fd00:1::1' },
  server: { ipv4: '10.1.0.2', ipv6: 'fd00:1::2' },
}

/** The interface's name at both ends. */
const interfaceName = 'wire0'

/** Packets that the kernel may have ready before a slow reader makes it drop some. */
const kernelQueuePackets = 10_000

export interface NetworkOptions {
  /** Longest IP packet, headers included; 1 500 unless told, as on Ethernet (RFC 894). */
  mtuBytes?: number
  /** IPv6 too; off unless told, because a quiet wire is easier to read. */
  hasIpv6?: boolean
}

/** One end: a network of its own, and the device at which its packets are read and written. */
export interface WireNetwork {
  network: NetworkNamespace
  tun: Tun
}

/**
 * Makes both networks. Nothing joins them but the program that reads each device and writes the other:
 *
 *     client 10.1.0.1 ── wire0 ═▶ this program ═▶ wire0 ── server 10.1.0.2
 */
export function makeNetworks(options: NetworkOptions): Record<Side, WireNetwork> {
  return { client: makeEnd('client', options), server: makeEnd('server', options) }
}

function makeEnd(side: Side, { mtuBytes = 1500, hasIpv6 = false }: NetworkOptions): WireNetwork {
  const network = NetworkNamespace.create()
  const tun = network.run(() => Tun.open(interfaceName))
  const { ipv4, ipv6 } = addresses[side]
  // Before it is up: no address of its own making, no asking for routers, no packet that nobody sent.
  network.changeSetting(`net.ipv6.conf.${interfaceName}.disable_ipv6`, hasIpv6 ? 0 : 1)
  if (hasIpv6) {
    network.changeSetting(`net.ipv6.conf.${interfaceName}.addr_gen_mode`, 1)
    network.changeSetting(`net.ipv6.conf.${interfaceName}.accept_ra`, 0)
    network.changeSetting(`net.ipv6.conf.${interfaceName}.router_solicitations`, 0)
  }
  network.configure([
    `link set ${interfaceName} mtu ${mtuBytes} txqueuelen ${kernelQueuePackets}`,
    `addr add ${ipv4}/24 dev ${interfaceName}`,
    ...(hasIpv6 ? [`addr add ${ipv6}/64 dev ${interfaceName} nodad`] : []),
    `link set ${interfaceName} up`,
  ])
  return { network, tun }
}
