/**
 * Runs a learner's code, alone in this process. It does what it is ordered and tells what happened, and
 * knows nothing of what is expected: a program that forges what is told would have to forge the right
 * answer. What this file relies on is taken before the learner's file is loaded.
 */
import { EventEmitter } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pathToFileURL } from 'node:url'
import { isPromise } from 'node:util/types'
import v8 from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { Argument, LearnerEvent, Order, Outcome } from './learner-protocol.ts'
import { placeInFile, seeValue } from './seen-value.ts'

type WithoutTime<T> = T extends unknown ? Omit<T, 'tMs'> : never

const send = process.send?.bind(process) as (message: unknown) => boolean
const exit = process.exit.bind(process)
const now = process.hrtime.bigint
const { listenerCount, eventNames, emit } = EventEmitter.prototype
const { then } = Promise.prototype
const { apply } = Reflect
const delay = setImmediate

let token = ''
let learner: Record<string, unknown> = {}
const sockets = new Map<string, Socket>()

function tell(event: WithoutTime<LearnerEvent>): void {
  send({ token, event: { ...event, tMs: Number(now()) / 1e6 } })
}

const orders: { [Do in Order['do']]: (order: Extract<Order, { do: Do }>) => void } = {
  load(order) {
    token = order.token
    tell({ kind: 'program.started' })
    const failed = (error: unknown) =>
      tell({ kind: 'program.load-failed', error: seeValue(error), at: placeInFile(error) })
    apply(then, import(pathToFileURL(order.file).href), [loaded, failed])
  },

  connect({ as, port }) {
    const socket = connect(port, '127.0.0.1')
    sockets.set(as, socket)
    watch(as, socket)
    socket.once('connect', () => tell({ kind: 'socket.connect', socket: as }))
  },

  call({ as, name, args }) {
    const settled =
      (outcome: Outcome) =>
      (value: unknown): void =>
        tell({ kind: 'call.settled', call: as, outcome, value: seeValue(value) })
    const given: unknown[] = []
    for (let i = 0; i < args.length; i++) given[i] = argument(args[i] as Argument)
    let returned: unknown
    try {
      returned = apply(learner[name] as () => unknown, undefined, given)
    } catch (error) {
      return settled('threw')(error)
    }
    if (!isPromise(returned)) return settled('returned')(returned)
    apply(then, returned, [settled('resolved'), settled('rejected')])
  },

  inspect({ ref }) {
    const socket = sockets.get(ref) as Socket
    const listeners: Record<string, number> = {}
    for (const name of apply(eventNames, socket, []) as string[]) {
      listeners[String(name)] = apply(listenerCount, socket, [name])
    }
    const standing = { listeners, isDestroyed: socket.destroyed }
    tell({ kind: 'socket.inspected', socket: ref, standing })
  },

  read({ ref }) {
    const socket = sockets.get(ref) as Socket
    socket.on('data', (bytes) => tell({ kind: 'socket.handed', socket: ref, bytes }))
    socket.resume()
  },

  release() {
    for (const socket of sockets.values()) socket.destroy()
    sockets.clear()
    // 'close' is emitted a turn later, and may still settle something of the learner's.
    delay(() => tell({ kind: 'sockets.released' }))
  },

  ping: () => tell({ kind: 'program.answered' }),
}

function loaded(module: Record<string, unknown>): void {
  learner = module
  const exports: Record<string, string> = {}
  // Plain loops: the methods of arrays may be the learner's by now.
  for (const name in module) exports[name] = typeof module[name]
  tell({ kind: 'program.loaded', exports })
}

function argument(given: Argument): unknown {
  return 'ref' in given ? sockets.get(given.ref) : given.value
}

/**
 * Sees what a socket does without a listener on it: a `data` listener would start the flow, and an
 * `error` listener would hide that the learner has none.
 */
function watch(name: string, socket: Socket): void {
  const { push } = socket
  socket.push = (chunk: Buffer | null) => {
    const wantsMore = apply(push, socket, [chunk])
    if (chunk) tell({ kind: 'socket.data', socket: name, byteCount: chunk.length })
    else tell({ kind: 'socket.end', socket: name })
    return wantsMore
  }
  socket.emit = (event: string, ...args: unknown[]) => {
    if (event === 'error') tell({ kind: 'socket.error', socket: name, error: seeValue(args[0]) })
    if (event === 'close') tell({ kind: 'socket.close', socket: name })
    return apply(emit, socket, [event, ...args])
  }
}

function crash(by: 'exception' | 'rejection', error: unknown): void {
  tell({ kind: 'program.crashed', by, error: seeValue(error), at: placeInFile(error) })
  // The channel writes at once, but a full pipe may need a turn.
  delay(() => exit(1))
}

/** Ends this process when the grader is gone, even while the learner's code never yields. */
function endWithGrader(): void {
  const watchdog = `
    const grader = ${process.ppid}
    setInterval(() => { if (process.ppid !== grader) process.kill(process.pid, 'SIGKILL') }, 500)`
  new Worker(watchdog, { eval: true, execArgv: [], env: {} }).unref()
}

endWithGrader()
process.on('disconnect', () => exit(1))
process.on('uncaughtException', (error) => crash('exception', error))
process.on('unhandledRejection', (error) => crash('rejection', error))
process.on('message', (order: Order) => orders[order.do](order as never))
// Whoever could replace the serializer's methods would see the token.
Object.freeze(v8.Serializer.prototype)
Object.freeze(v8.DefaultSerializer.prototype)
Reflect.deleteProperty(process, 'send')
