import { once } from 'node:events'
import type { TraceRecord } from '@socket-labs/trace'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { HubUnderTest } from './hub-under-test.ts'

export interface ServerMessage {
  type: 'welcome' | 'batch' | 'gap' | 'error'
  run: string | null
  schema?: number
  oldest?: number
  head?: number
  records?: TraceRecord[]
  from?: number
  to?: number
  code?: string
  message?: string
}

/** A client of the log that keeps all it was sent. */
export class LogClient {
  readonly socket: WebSocket
  readonly messages: ServerMessage[] = []
  /** Sizes of the messages, in characters. */
  readonly sizes: number[] = []
  onMessage: ((message: ServerMessage) => void) | undefined

  constructor(hub: HubUnderTest) {
    this.socket = new WebSocket(`ws://127.0.0.1:${hub.port}/log`, { headers: hub.bearer })
    this.socket.on('message', (data) => {
      const text = String(data)
      const message = JSON.parse(text) as ServerMessage
      this.sizes.push(text.length)
      this.messages.push(message)
      this.onMessage?.(message)
    })
    this.socket.on('error', () => {})
    onTestFinished(() => this.socket.terminate())
  }

  async say(message: unknown): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open')
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  of(type: ServerMessage['type']): ServerMessage[] {
    return this.messages.filter((message) => message.type === type)
  }

  /** Numbers of the records received, in the order they came. */
  numbers(): number[] {
    return this.of('batch').flatMap(({ records = [] }) => records.map(({ n }) => n))
  }
}
