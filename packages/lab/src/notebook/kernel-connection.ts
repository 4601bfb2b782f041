import { randomUUID } from 'node:crypto'
import { Dealer, Subscriber } from 'zeromq'
import type { ConnectionInfo } from './kernel-process.ts'
import { decodeMessage, encodeRequest, type WireMessage } from './wire-message.ts'

/** What the kernel said of one executed cell. tslab fills no error fields: the rest is on stderr. */
export type ExecuteStatus = 'ok' | 'error' | 'abort'

/**
 * A client's two channels to a kernel: requests and replies on `shell`, and on `iopub` what the
 * kernel tells everybody: output, and whether it is busy.
 */
export class KernelConnection {
  /** Called with each output, and the id of the request that caused it. */
  onOutput: (request: string, message: WireMessage) => void = () => {}
  readonly #key: string
  readonly #session = randomUUID()
  readonly #shell: Dealer
  readonly #iopub: Subscriber
  readonly #pending = new Map<string, Pending>()

  constructor(connection: ConnectionInfo) {
    this.#key = connection.key
    this.#shell = new Dealer({ linger: 0, reconnectInterval: 20 })
    this.#iopub = new Subscriber({ linger: 0, reconnectInterval: 20, receiveHighWaterMark: 0 })
    this.#shell.connect(connection.shell)
    this.#iopub.connect(connection.iopub)
    this.#iopub.subscribe()
    this.#read(this.#shell, (message) => this.#onReply(message))
    this.#read(this.#iopub, (message) => this.#onIopub(message))
  }

  /** Resolves when the kernel answers and its outputs reach us: a late subscriber misses the first. */
  async ready(): Promise<void> {
    for (;;) {
      const answered = this.#request('kernel_info_request', {})
      if (await isWithin(answered.promise, 250)) return
      this.#pending.delete(answered.id)
    }
  }

  /** Executes one cell. Resolves with its status after all output that it wrote while it ran. */
  execute(code: string): { request: string; status: Promise<ExecuteStatus> } {
    const content = { code, silent: false, store_history: true, allow_stdin: false }
    const { id, promise } = this.#request('execute_request', content)
    const status = promise.then((reply) => reply.content.status as ExecuteStatus)
    return { request: id, status }
  }

  close(): void {
    this.#shell.close()
    this.#iopub.close()
  }

  #request(type: string, content: Record<string, unknown>) {
    const { id, frames } = encodeRequest(this.#key, this.#session, type, content)
    const promise = new Promise<WireMessage>((settle) => {
      this.#pending.set(id, { settle, isIdle: false })
    })
    // Sending fails only when the socket was closed meanwhile; then nobody waits for a reply.
    this.#shell.send(frames).catch(() => {})
    return { id, promise }
  }

  #onReply(message: WireMessage): void {
    const pending = this.#pending.get(message.parent.msg_id ?? '')
    if (pending) pending.reply = message
    this.#settle(message.parent.msg_id ?? '')
  }

  #onIopub(message: WireMessage): void {
    const request = message.parent.msg_id ?? ''
    if (message.header.msg_type !== 'status') {
      this.onOutput(request, message)
    } else if (message.content.execution_state === 'idle') {
      const pending = this.#pending.get(request)
      if (pending) pending.isIdle = true
      this.#settle(request)
    }
  }

  /** The reply may overtake the output, which comes on the other channel and ends with "idle". */
  #settle(request: string): void {
    const pending = this.#pending.get(request)
    if (!pending?.reply || !pending.isIdle) return
    this.#pending.delete(request)
    pending.settle(pending.reply)
  }

  async #read(socket: Dealer | Subscriber, use: (message: WireMessage) => void): Promise<void> {
    for await (const frames of socket) use(decodeMessage(this.#key, frames))
  }
}

interface Pending {
  settle: (reply: WireMessage) => void
  reply?: WireMessage
  isIdle: boolean
}

function isWithin(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), limitMs)
    promise.then(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
