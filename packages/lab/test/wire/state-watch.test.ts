import type { DiagSocket, TcpState } from '@socket-labs/system'
import type { RecordDraft } from '@socket-labs/trace'
import { beforeEach, expect, it } from 'vitest'
import { type Ends, type SocketReader, StateWatch } from '../../src/wire/state-watch.ts'

/** A kernel's list of sockets that the test writes. */
class Sockets implements SocketReader {
  readonly list: DiagSocket[] = []

  set(state: TcpState, { local, remote }: Ends): void {
    this.remove({ local, remote })
    const quiet = { receiveQueueBytes: 0, sendQueueBytes: 0, inode: 1, uid: 0 }
    const timer = { kind: 'none', expiresMs: 0, retries: 0 } as const
    this.list.push({ state, family: 4, local, remote, timer, ...quiet })
  }

  remove(ends: Ends): void {
    const at = this.list.findIndex((one) => isSame(one, ends))
    if (at >= 0) this.list.splice(at, 1)
  }

  exact(ends: Ends): DiagSocket | undefined {
    return this.list.find((one) => isSame(one, ends))
  }

  dump(): DiagSocket[] {
    return this.list
  }
}

function isSame(a: Ends, b: Ends): boolean {
  return JSON.stringify([a.local, a.remote]) === JSON.stringify([b.local, b.remote])
}

const client: Ends = {
  local: { address: '10.1.0.1', port: 40_000 },
  remote: { address: '10.1.0.2', port: 80 },
}
const server: Ends = { local: client.remote, remote: client.local }
const listener: Ends = { local: client.remote, remote: { address: '0.0.0.0', port: 0 } }
const syn = { trigger: 'SYN from client', triggerPacketNo: 1 }

let told: Partial<RecordDraft>[]
let sockets: Record<'client' | 'server', Sockets>
let watch: StateWatch

beforeEach(() => {
  told = []
  sockets = { client: new Sockets(), server: new Sockets() }
  watch = new StateWatch({ record: (draft) => told.push(draft) }, sockets)
})

function moves(): string[] {
  return told.map(({ at, from, to }) => `${at} ${from} → ${to}`)
}

it('a change is told once, with the packet behind which it was seen', () => {
  sockets.client.set('SYN_SENT', client)
  watch.lookAt('client', client, { trigger: 'sends SYN' })
  watch.lookAt('client', client, { trigger: 'sends SYN' })
  sockets.client.set('ESTABLISHED', client)
  watch.lookAt('client', client, { trigger: 'SYN+ACK from server', triggerPacketNo: 2 })
  expect(moves()).toEqual(['client CLOSED → SYN_SENT', 'client SYN_SENT → ESTABLISHED'])
  expect(told[1]).toMatchObject({
    ...{ kind: 'tcp.state', origin: 'polled', trigger: 'SYN+ACK from server', triggerPacketNo: 2 },
    ...{ local: '10.1.0.1:40000', remote: '10.1.0.2:80' },
  })
})

it('a connection that a listener begins comes from LISTEN, and the listener stays there', () => {
  sockets.server.set('LISTEN', listener)
  watch.lookAround('server', 'listen()')
  sockets.server.set('SYN_RCVD', server)
  watch.lookAt('server', server, syn)
  expect(moves()).toEqual(['server CLOSED → LISTEN', 'server LISTEN → SYN_RCVD'])
  watch.lookAround('server', 'nothing new')
  expect(told).toHaveLength(2)
})

it('what is in no list any more is CLOSED, and what was never there is not told', () => {
  sockets.server.set('LISTEN', listener)
  watch.lookAround('server', 'listen()')
  watch.lookAt('server', server, syn)
  sockets.server.set('ESTABLISHED', server)
  watch.lookAt('server', server, syn)
  sockets.server.remove(server)
  sockets.server.remove(listener)
  watch.lookAround('server', 'the program ended')
  expect(moves()).toEqual([
    'server CLOSED → LISTEN',
    'server LISTEN → ESTABLISHED',
    'server LISTEN → CLOSED',
    'server ESTABLISHED → CLOSED',
  ])
})

it('an end is moving while one of its connections is neither standing nor waiting', () => {
  const at = (state: TcpState) => {
    sockets.client.set(state, client)
    watch.lookAt('client', client, { trigger: '' })
    return [watch.isMoving('client'), watch.isMoving('server'), watch.hasConnections]
  }
  expect(at('SYN_SENT')).toEqual([true, false, true])
  expect(at('ESTABLISHED')).toEqual([false, false, true])
  expect(at('FIN_WAIT_1')).toEqual([true, false, true])
  expect(at('TIME_WAIT')).toEqual([false, false, false])
  sockets.client.remove(client)
  watch.lookAround('client', '')
  expect([watch.isMoving('client'), watch.hasConnections]).toEqual([false, false])
})
