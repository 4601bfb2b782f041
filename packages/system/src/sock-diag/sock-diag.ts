import { constants } from 'node:os'
import { checked, SystemCallError } from '../libc.ts'
import * as calls from '../posix/calls.ts'
import { AF_NETLINK, MSG_DONTWAIT, MSG_TRUNC, SOCK_CLOEXEC, SOCK_RAW } from '../posix/constants.ts'
import type { SocketAddress } from '../posix/socket-address.ts'
import type { TcpState } from '../socket-row.ts'
import { type Answer, SOCK_DIAG_BY_FAMILY, SockDiagError, takeMessage } from './answer.ts'
import { type DiagQuestion, type DiagSocket, encodeDiagRequest } from './diag-message.ts'
import { encodeNetlink, NLM_F_DUMP, NLM_F_REQUEST, splitNetlink } from './netlink.ts'

export interface DumpOptions {
  /** Both unless told. */
  family?: 4 | 6
  /** All unless told. */
  states?: readonly TcpState[]
  /** TCP_INFO and the congestion control of each. */
  withInfo?: boolean
}

const NETLINK_SOCK_DIAG = 4
/** A list that changed while it was made, or did not fit, is asked for again, this many times in all. */
const maxQuestions = 8

/**
 * Asks the kernel for its TCP sockets (sock_diag(7)), those of the network in which the calling thread is
 * when this is made: it keeps asking there. No privilege is needed. What the kernel refuses is a
 * SystemCallError. Every call is answered before it returns.
 */
export class SockDiag {
  #fd: number
  #sequenceNo = 0
  #buffer: Uint8Array

  /** `bufferBytes` is read at one go; it grows where a message does not fit. */
  constructor({ bufferBytes = 64 * 1024 }: { bufferBytes?: number } = {}) {
    this.#buffer = new Uint8Array(bufferBytes)
    this.#fd = checked(
      'socket',
      calls.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG),
    )
  }

  /** Again does nothing. */
  close(): void {
    if (this.#fd < 0) return
    calls.close(this.#fd)
    this.#fd = -1
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** All of them, IPv4 first. Sockets that come and go meanwhile may be missing or twice. */
  dump({ family, ...options }: DumpOptions = {}): DiagSocket[] {
    const families = family ? [family] : ([4, 6] as const)
    return families.flatMap((each) => this.#askWhole({ ...options, family: each }, NLM_F_DUMP))
  }

  /**
   * The one between two addresses, with its TCP_INFO; without `remote` the listener. Undefined: there is
   * none. A half-open connection and one in TIME_WAIT are found too.
   */
  exact({
    local,
    remote,
  }: {
    local: SocketAddress
    remote?: SocketAddress
  }): DiagSocket | undefined {
    const family = local.address.includes(':') ? 6 : 4
    const question: DiagQuestion = { family, withInfo: true, local, ...(remote ? { remote } : {}) }
    try {
      const [found] = this.#askWhole(question, 0)
      // Where there is no such connection, the kernel gives the listener that would take it.
      return found?.remote.port === (remote?.port ?? 0) ? found : undefined
    } catch (error) {
      if (error instanceof SystemCallError && error.errno === constants.errno.ENOENT)
        return undefined
      throw error
    }
  }

  #askWhole(question: DiagQuestion, flags: number): DiagSocket[] {
    for (let asked = 0; asked < maxQuestions; asked++) {
      const { sockets, flaw } = this.#ask(question, flags)
      if (!flaw) return sockets
      if (flaw === 'truncated') this.#buffer = new Uint8Array(2 * this.#buffer.length)
    }
    throw new SockDiagError(`expected a whole answer, got none of ${maxQuestions}`)
  }

  #ask(question: DiagQuestion, flags: number): Answer {
    const sequenceNo = ++this.#sequenceNo
    const payload = encodeDiagRequest(question)
    const type = SOCK_DIAG_BY_FAMILY
    const request = encodeNetlink({ type, flags: NLM_F_REQUEST | flags, sequenceNo, payload })
    checked('send', calls.send(this.#fd, request, request.length, 0))
    const answer: Answer = { sockets: [] }
    // A list is read to its end even when it is of no use any more: no other can be asked for before.
    while (!this.#readPart(answer, sequenceNo, flags === 0)) {}
    return answer
  }

  /** Reads once; true when the answer is complete. */
  #readPart(answer: Answer, sequenceNo: number, isSingle: boolean): boolean {
    const buffer = this.#buffer
    // The kernel has made its answer before send returned: to wait would be to wait for ever.
    const flags = MSG_DONTWAIT | MSG_TRUNC
    const length = checked('recv', calls.recv(this.#fd, buffer, buffer.length, flags))
    if (length > buffer.length) answer.flaw = 'truncated'
    const { messages, broken } = splitNetlink(buffer.subarray(0, Math.min(length, buffer.length)))
    if (broken && answer.flaw !== 'truncated')
      throw new SockDiagError(`netlink, byte ${broken.offset}: ${broken.why}`)
    const own = messages.filter((message) => message.sequenceNo === sequenceNo)
    const isEnd = own.map((message) => takeMessage(answer, message)).includes(true)
    return isEnd || (isSingle && (own.length > 0 || answer.flaw !== undefined))
  }
}
