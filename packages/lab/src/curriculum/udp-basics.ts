import { fact, lab, section } from './fact.ts'

export const udpBasics = lab({
  id: 'udp-basics',
  title: 'UDP basics',
  question: 'What do you get, and what do you lose, without a connection?',
  sections: [
    section('Datagrams', [
      fact(
        'udp-1',
        'K',
        'Server: bind, receive gives payload and sender address, reply to it; client: connected or unconnected socket',
      ),
      fact('udp-2', 'K', 'One UDP socket serves many clients at once without accept'),
      fact(
        'udp-3',
        'K',
        'Message boundaries are kept: one send, one receive; zero-length datagrams exist; with too small a buffer the rest is discarded (Linux silently, MSG_TRUNC tells; Windows WSAEMSGSIZE): raw receive needed',
      ),
      fact(
        'udp-4',
        'W',
        'Duplicates and reordering reach the program as they are; loss and checksum-failed datagrams show as nothing at all',
      ),
      fact(
        'udp-5',
        'KW',
        'Connected UDP to a closed port: the first send succeeds, the next call gives ECONNREFUSED, once (ICMP port unreachable); unconnected: silence on Linux',
      ),
      fact(
        'udp-6',
        'KW',
        'Size limits: 65 507 bytes IPv4, 65 527 IPv6, EMSGSIZE; fragmentation above the MTU (IPv6 routers never fragment) and what one lost fragment does',
      ),
      fact(
        'udp-7',
        'KW',
        'TCP and UDP on the same lossy wire: bytes on the wire, latency (head-of-line blocking), CPU, code size, measured',
      ),
      fact(
        'udp-8',
        'K',
        'Receive buffer overflow: silent loss, counted as RcvbufErrors in `/proc/net/snmp` (namespace) and `drops` in `/proc/net/udp` (socket)',
      ),
      fact(
        'udp-9',
        'WM',
        'Reliability on top of UDP: stop-and-wait, go-back-N, selective repeat; efficiency against the formula',
      ),
      fact(
        'udp-10',
        'KW',
        'Multicast: choose the interface in join and send; broadcast: 127.255.255.255 with SO_BROADCAST, else EACCES (a TUN link has none)',
      ),
      fact(
        'udp-11',
        'W',
        'When to choose which: live media, games, DNS, bulk; each with a measured reason',
      ),
      fact(
        'udp-12',
        'WM⚠',
        "UDP has neither flow nor congestion control: a sender at link rate starves a TCP flow on the same bottleneck; fairness is the program's duty",
      ),
    ]),
  ],
})
