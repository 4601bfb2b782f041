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
  'python3',
  'jupyter',
  'chromium',
  'tshark',
  'redis-server',
  'mosquitto',
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
    for (const id of ['ss', 'netstat', 'nc', 'python3', 'tshark', 'redis-server', 'mosquitto']) {
      expect(byId(found, id)).toMatchObject({ available: false, why: `there is no command ${id}` })
    }
    expect(byId(found, 'ss')?.enable).toContain('iproute2')
    expect(byId(found, 'chromium')?.available).toBe(false)
  })
})
