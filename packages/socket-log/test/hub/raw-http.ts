import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { until } from './until.ts'

/** What a server sent on a plain socket until it closed it. */
export interface RawAnswer {
  status: number
  text: string
}

/** A plain connection to the hub; what was received is collected. */
export class RawConnection {
  readonly socket: Socket
  text = ''
  isClosed = false

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('data', (chunk) => {
      this.text += chunk.toString('latin1')
    })
    // A refused client may find its connection reset while it still writes.
    this.socket.on('error', () => {})
    this.socket.on('close', () => {
      this.isClosed = true
    })
    onTestFinished(() => void this.socket.destroy())
  }

  get status(): number {
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(this.text)?.[1] ?? 0)
  }

  async closed(): Promise<RawAnswer> {
    await until('the server closes the connection', () => this.isClosed)
    return { status: this.status, text: this.text }
  }
}

/** Sends exactly these bytes and waits for the server to close. */
export function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const connection = new RawConnection(port)
  connection.socket.write(bytes)
  return connection.closed()
}

/** A request line and header lines as text, asking for the connection to be closed after the answer. */
export function requestText(firstLine: string, headers: readonly string[], body = ''): string {
  return [`${firstLine} HTTP/1.1`, ...headers, 'Connection: close', '', body].join('\r\n')
}

/** A WebSocket upgrade as text. */
export function upgradeText(headers: readonly string[], target = '/log'): string {
  const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13']
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  return [`GET ${target} HTTP/1.1`, ...headers, ...upgrade, key, '', ''].join('\r\n')
}
