import { readSocketTable } from '../instruments.ts'
import { SystemCallError } from '../libc.ts'
import { IPPROTO_ICMP } from '../posix/constants.ts'
import { PosixSocket } from '../posix/posix-socket.ts'
import { SockDiag } from '../sock-diag/sock-diag.ts'
import { find, findBrowser, listen, MissingError, needLinux, run } from './attempts.ts'
import * as network from './private-network.ts'

export interface Probe {
  id: string
  /** What would enable it, where the attempt does not know better. */
  enable: string
  /** Tries it; fails with the reason. */
  attempt(): Promise<void> | void
}

const onLinux = 'run on Linux or in WSL 2'
const withNative = `${onLinux}, on x64 or arm64`

/** All, in the order in which they are shown. */
export const probes: readonly Probe[] = [
  probe('loopback-ipv4', 'bring up the loopback interface', () => listen('127.0.0.1')),
  probe('loopback-ipv6', 'enable IPv6 on the loopback interface', () => listen('::1')),
  probe('proc-net-tcp', 'run on Linux or in WSL', () => void readSocketTable()),
  probe('ss', 'install iproute2 (Linux only)', () => run('ss', ['-V'])),
  probe('netstat', 'install net-tools', () => run('netstat', ['-an'])),
  probe('nc', 'install netcat-openbsd', () => find('nc')),
  probe('user-namespaces', onLinux, network.tryNamespaces),
  probe('tun', onLinux, network.tryTun),
  probe('koffi', `install with optional dependencies; ${withNative}`, network.tryKoffi),
  probe('wire', 'install util-linux', network.tryWire),
  probe('sysctl-in-namespace', onLinux, network.trySysctl),
  probe('tcp-info', withNative, readTcpInfo),
  probe('sock-diag', `${withNative}, with CONFIG_INET_TCP_DIAG in the kernel`, dumpSockets),
  probe('raw-sockets', withNative, openRaw),
  ...['reno', 'cubic', 'bbr'].map((name) =>
    probe(`tcp-${name}`, onLinux, () => network.tryCongestion(name)),
  ),
  probe('ip', 'install iproute2 (Linux only)', () => run('ip', ['-V'])),
  probe('curl', 'install curl', () => run('curl', ['--version'])),
  probe('iperf3', 'install iperf3', () => run('iperf3', ['--version'])),
  probe('tcpdump', 'install tcpdump, and have its folder in PATH (Debian: /usr/sbin)', () =>
    run('tcpdump', ['--version']),
  ),
  probe('python3', 'install python3', () => run('python3', ['--version'])),
  probe(
    'jupyter',
    'install Python 3 with venv and pip (Debian: python3-venv); pnpm notebook does the rest',
    () => run('python3', ['-c', 'import venv, ensurepip']),
  ),
  probe('chromium', 'install chromium', findBrowser),
  probe('tshark', 'install tshark', () => run('tshark', ['--version'])),
  probe('redis-server', 'install redis-server (Homebrew: redis)', () =>
    run('redis-server', ['--version']),
  ),
  probe('mosquitto', 'install mosquitto, and have its folder in PATH (Debian: /usr/sbin)', () =>
    run('mosquitto', ['-h'], /^mosquitto version /m),
  ),
]

function probe(id: string, enable: string, attempt: Probe['attempt']): Probe {
  return { id, enable, attempt }
}

function readTcpInfo(): void {
  needLinux()
  const socket = PosixSocket.tcp()
  try {
    socket.tcpInfo()
  } finally {
    socket.close()
  }
}

function dumpSockets(): void {
  needLinux()
  const diag = new SockDiag()
  try {
    diag.dump({ states: ['LISTEN'] })
  } finally {
    diag.close()
  }
}

function openRaw(): void {
  needLinux()
  try {
    PosixSocket.raw(IPPROTO_ICMP).close()
  } catch (error) {
    if (!(error instanceof SystemCallError && error.code === 'EPERM')) throw error
    const enable = 'run as root, or inside a private network, where every user may'
    throw new MissingError('raw sockets need CAP_NET_RAW', enable)
  }
}
