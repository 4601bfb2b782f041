import { createRequire } from 'node:module'
import { constants } from 'node:os'
import type koffi from 'koffi'

/** A system call said no. `code` is the errno's name, `ECONNREFUSED` for example. */
export class SystemCallError extends Error {
  readonly code: string
  readonly errno: number
  readonly syscall: string
  constructor(syscall: string, errno: number) {
    const code = errnoName(errno)
    super(`${syscall}: ${code}`)
    this.name = 'SystemCallError'
    this.code = code
    this.errno = errno
    this.syscall = syscall
  }
}

const names = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))

/** `ECONNREFUSED` for 111. EAGAIN and EWOULDBLOCK are one number: it is called EAGAIN. */
export function errnoName(errno: number): string {
  if (errno === constants.errno.EAGAIN) return 'EAGAIN'
  return names.get(errno) ?? `errno ${errno}`
}

type Koffi = typeof koffi

let loaded: Koffi | undefined
let library: ReturnType<Koffi['load']> | undefined

/** The bridge to C. Its native part is loaded by the first call, and that call fails where there is none for the machine. */
export function loadKoffi(): Koffi {
  loaded ??= createRequire(import.meta.url)('koffi') as Koffi
  return loaded
}

/**
 * A function of the C library by its declaration, `int listen(int fd, int backlog)`; loaded when it is
 * first called, so that importing this costs nothing where it is not used. Linux alone: the constants and
 * structures that its callers pass are Linux's.
 */
export function libc<T extends (...args: never[]) => number>(declaration: string): T {
  let call: T | undefined
  return ((...args: Parameters<T>) => {
    call ??= loadFunction<T>(declaration)
    return call(...args)
  }) as T
}

/** The same, loaded now: for a call that is made a hundred thousand times a second. */
export function loadFunction<T extends (...args: never[]) => number>(declaration: string): T {
  if (process.platform !== 'linux') throw new Error('system calls are made on Linux only')
  library ??= loadKoffi().load(null)
  return library.func(declaration) as unknown as T
}

/** What a call returned; throws {@link SystemCallError} for −1. */
export function checked(syscall: string, result: number): number {
  if (result < 0) throw new SystemCallError(syscall, lastErrno())
  return result
}

/** The errno of the last call on this thread. Ask at once: every other call may change it. */
export function lastErrno(): number {
  return loadKoffi().errno()
}
