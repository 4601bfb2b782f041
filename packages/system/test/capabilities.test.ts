import { afterEach, describe, expect, it } from 'vitest'
import { type Capability, probeCapabilities } from '../src/index.ts'

const ids = [
  'loopback-ipv4',
  'loopback-ipv6',
  'proc-net-tcp',
  'ss',
  'netstat',
  'nc',
  'user-namespaces',
  'tun',
  'koffi',
  'wire',
  'sysctl-in-namespace',
  'tcp-info',
  'sock-diag',
  'raw-sockets',
  'tcp-reno',
  'tcp-cubic',
  'tcp-bbr',
  'ip',
  'curl',
  'iperf3',
  'tcpdump',
  'python3',
  'jupyter',
  'chromium',
  'tshark',
  'redis-server',
  'mosquitto',
]

/** Capabilities that are a command of the same name. */
const commands = [
  ...['ss', 'netstat', 'nc', 'ip', 'curl', 'iperf3', 'tcpdump'],
  ...['python3', 'tshark', 'redis-server', 'mosquitto'],
]

const { PATH } = process.env
afterEach(() => {
  process.env.PATH = PATH
})

function byId(found: readonly Capability[], id: string): Capability | undefined {
  return found.find((capability) => capability.id === id)
}

describe('capabilities', () => {
  it('each is tried, and one that is missing says why and what would enable it', async () => {
    const found = await probeCapabilities()
    expect(found.map(({ id }) => id)).toEqual(ids)
    for (const { available, why, enable } of found) {
      expect(typeof why).toBe(available ? 'undefined' : 'string')
      expect(typeof enable).toBe(available ? 'undefined' : 'string')
    }
    expect(byId(found, 'loopback-ipv4')?.available).toBe(true)
  })

  it('a machine without any tool still has its sockets, and says what each tool is called', async () => {
    process.env.PATH = '/nowhere'
    const found = await probeCapabilities()
    expect(byId(found, 'loopback-ipv4')).toEqual({ id: 'loopback-ipv4', available: true })
    for (const id of commands) {
      expect(byId(found, id)).toMatchObject({ available: false, why: `there is no command ${id}` })
    }
    expect(byId(found, 'ss')?.enable).toContain('iproute2')
    expect(byId(found, 'chromium')?.available).toBe(false)
  })

  it.runIf(process.platform === 'linux')(
    'the wire is there exactly when all that it needs is, and names the first that is missing',
    async () => {
      const found = await probeCapabilities(['user-namespaces', 'tun', 'koffi', 'wire'])
      const missing = ['koffi', 'user-namespaces', 'tun']
        .map((id) => byId(found, id))
        .find((one) => !one?.available)
      expect(byId(found, 'wire')).toMatchObject(
        missing ? { ...missing, id: 'wire' } : { available: true },
      )
    },
  )

  it.runIf(process.platform === 'linux')(
    'without unshare there is no private network, and util-linux is what enables it',
    async () => {
      process.env.PATH = '/nowhere'
      const found = await probeCapabilities(['user-namespaces', 'sysctl-in-namespace'])
      for (const one of found)
        expect(one).toMatchObject({
          available: false,
          why: 'there is no command unshare',
          enable: 'install util-linux 2.36 or newer',
        })
    },
  )
})
