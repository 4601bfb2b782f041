import { SystemCallError } from '../libc.ts'
import { type DiagSocket, decodeDiagSocket } from './diag-message.ts'
import {
  type NetlinkMessage,
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_ERROR,
  netlinkErrno,
} from './netlink.ts'

/** linux/sock_diag.h: the type of a question and of each answer to it. */
export const SOCK_DIAG_BY_FAMILY = 20

/** The kernel's answer is not what linux/inet_diag.h describes, or never came out whole. */
export class SockDiagError extends Error {
  readonly code = 'ERR_SOCK_DIAG'
  constructor(why: string) {
    super(why)
    this.name = 'SockDiagError'
  }
}

/** What has come of an answer. */
export interface Answer {
  sockets: DiagSocket[]
  /** Why it may be incomplete, and asking again may help. */
  flaw?: 'interrupted' | 'truncated'
}

/**
 * Adds what the message tells; true when it is the last. Throws the kernel's refusal as a
 * {@link SystemCallError}, and {@link SockDiagError} for what is no TCP socket.
 */
export function takeMessage(answer: Answer, { type, flags, payload }: NetlinkMessage): boolean {
  if (flags & NLM_F_DUMP_INTR) answer.flaw ??= 'interrupted'
  if (type === NLMSG_ERROR || type === NLMSG_DONE) {
    const errno = netlinkErrno(payload)
    if (errno !== 0) throw new SystemCallError('sock_diag', errno)
    return true
  }
  const socket = type === SOCK_DIAG_BY_FAMILY ? decodeDiagSocket(payload) : undefined
  if (!socket) {
    const got = `type ${type}, ${payload.length} bytes`
    throw new SockDiagError(`expected a TCP socket as in linux/inet_diag.h, got ${got}`)
  }
  answer.sockets.push(socket)
  return false
}
