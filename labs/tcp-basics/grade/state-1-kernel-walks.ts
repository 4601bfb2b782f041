import { once } from 'node:events'
import type { Event, State } from './state-1-table.ts'
import { type Course, fill, type KernelWalk, portsOf, seen, Walker } from './state-1-walker.ts'

/** What was walked on the real kernel. */
export interface KernelWalks {
  walks: KernelWalk[]
  /** What could not be seen here, and why. */
  leftOut: string[]
  close(): void
}

/** Opens connections on loopback and walks them through every state that can be held there. Never fails. */
export async function walkTheKernel(): Promise<KernelWalks> {
  const walker = new Walker()
  const leftOut: string[] = []
  const walks: KernelWalk[] = []
  for (const [name, way] of Object.entries(ways)) {
    try {
      walks.push(...(await way(walker)))
    } catch (error) {
      leftOut.push(`${name}: ${error instanceof Error ? error.message : error}`)
    }
  }
  return { walks, leftOut, close: () => walker.close() }
}

/** Each walks some ends, as far as its name says. */
const ways: Record<string, (walker: Walker) => Promise<KernelWalk[]>> = {
  async opening(walker) {
    const port = await walker.listen()
    const { client, peer } = await walker.dial()
    const listener = { localPort: port, remotePort: 0 }
    const dialled: Event[] = ['active open', 'SYN+ACK']
    const accepted: Event[] = ['SYN', 'ACK of SYN']
    return [
      await seen(listener, course('a listener', 'CLOSED', ['passive open'], 'LISTEN')),
      await seen(portsOf(client), course('a client', 'CLOSED', dialled, 'ESTABLISHED')),
      await seen(portsOf(peer), course('its server', 'LISTEN', accepted, 'ESTABLISHED')),
    ]
  },

  async 'half a close'(walker) {
    const { client, peer } = await walker.dial()
    client.end()
    const closed: Event[] = ['close', 'ACK of FIN']
    return [
      await seen(portsOf(client), course('closes first', 'ESTABLISHED', closed, 'FIN_WAIT_2')),
      await seen(portsOf(peer), course('does not close', 'ESTABLISHED', ['FIN'], 'CLOSE_WAIT')),
    ]
  },

  async 'a whole close'(walker) {
    const { client, peer } = await walker.dial()
    const [first, second] = [portsOf(client), portsOf(peer)]
    client.resume().end()
    await once(peer.resume(), 'end')
    peer.end()
    const active: Event[] = ['close', 'ACK of FIN', 'FIN']
    const passive: Event[] = ['FIN', 'close', 'ACK of FIN']
    return [
      await seen(first, course('closes first', 'ESTABLISHED', active, 'TIME_WAIT')),
      await seen(second, course('closes second', 'ESTABLISHED', passive, 'CLOSED')),
    ]
  },

  async 'a FIN that waits'(walker) {
    const { client } = await walker.dial()
    await fill(client)
    client.end()
    const ports = portsOf(client)
    return [
      await seen(ports, course('its FIN has to wait', 'ESTABLISHED', ['close'], 'FIN_WAIT_1')),
    ]
  },

  async 'a second FIN that waits'(walker) {
    const { client, peer } = await walker.dial()
    await fill(peer)
    client.end()
    await once(peer.resume(), 'end')
    const ports = portsOf(peer)
    peer.end()
    const events: Event[] = ['FIN', 'close']
    return [await seen(ports, course('its FIN has to wait', 'ESTABLISHED', events, 'LAST_ACK'))]
  },

  async 'a simultaneous close'(walker) {
    const { client, peer } = await walker.dial()
    const [one, other] = [portsOf(client), portsOf(peer)]
    await fill(client)
    await fill(peer)
    client.end()
    peer.end()
    await seen(one, course('', 'ESTABLISHED', [], 'FIN_WAIT_1'))
    await seen(other, course('', 'ESTABLISHED', [], 'FIN_WAIT_1'))
    // It reads what the FIN of the other waits behind; its own FIN still waits.
    client.resume()
    const what = 'both close'
    const half: Event[] = ['close', 'FIN']
    const walks = [
      await seen(one, course(what, 'ESTABLISHED', half, 'CLOSING')),
      await seen(other, course(what, 'ESTABLISHED', ['close', 'ACK of FIN'], 'FIN_WAIT_2')),
    ]
    peer.resume()
    const whole: Event[] = [...half, 'ACK of FIN']
    walks.push(await seen(one, course(what, 'ESTABLISHED', whole, 'TIME_WAIT')))
    return walks
  },

  async 'a reset'(walker) {
    const { client, peer } = await walker.dial()
    const ports = portsOf(client)
    peer.resetAndDestroy()
    return [await seen(ports, course('is reset', 'ESTABLISHED', ['RST'], 'CLOSED'))]
  },
}

function course(what: string, start: State, events: readonly Event[], state: State): Course {
  return { what, start, events, state }
}
