/**
 * Runs a learner's code, alone in this process. It does what it is ordered and tells what happened, and
 * knows nothing of what is expected: a program that forges what is told would have to forge the right
 * answer. What this file relies on is taken before the learner's file is loaded.
 */
import { EventEmitter } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pathToFileURL } from 'node:url'
import v8 from 'node:v8'
import { Worker } from 'node:worker_threads'
import { attempt, attemptAll, methodOf, type PlannedCall } from './learner-calls.ts'
import type { Argument, LearnerEvent, MethodCall, Order } from './learner-protocol.ts'
import { placeInFile, seeValue } from './seen-value.ts'

type WithoutTime<T> = T extends unknown ? Omit<T, 'tMs'> : never

const send = process.send?.bind(process) as (message: unknown) => boolean
const exit = process.exit.bind(process)
const now = process.hrtime.bigint
const { listenerCount, eventNames, emit } = EventEmitter.prototype
const { then } = Promise.prototype
const { apply } = Reflect
const delay = setImmediate
const activeResources = process.getActiveResourcesInfo.bind(process)
const { create } = Object

let token = ''
let learner: Record<string, unknown> = {}
// Maps would use methods that the learner can replace.
let sockets: Record<string, Socket> = create(null)
/** What calls made and later calls are about. */
let kept: Record<string, unknown> = create(null)
/** What kept the process alive before the learner's file was loaded. */
let own: Record<string, number> = create(null)

function tell(event: WithoutTime<LearnerEvent>): void {
  send({ token, event: { ...event, tMs: Number(now()) / 1e6 } })
}

const orders: { [Do in Order['do']]: (order: Extract<Order, { do: Do }>) => void } = {
  load(order) {
    token = order.token
    own = countResources(own)
    tell({ kind: 'program.started' })
    const failed = (error: unknown) =>
      tell({ kind: 'program.load-failed', error: seeValue(error), at: placeInFile(error) })
    apply(then, import(pathToFileURL(order.file).href), [loaded, failed])
  },

  connect({ as, port }) {
    const socket = connect(port, '127.0.0.1')
    sockets[as] = socket
    watch(as, socket)
    socket.once('connect', () => tell({ kind: 'socket.connect', socket: as }))
  },

  call({ as, name, args, keep }) {
    attempt(learner[name], undefined, given(args), (settled, value) => {
      if (keep === true) kept[as] = value
      tell({ kind: 'call.settled', call: as, ...settled })
    })
  },

  callOn({ as, ref, call }) {
    const target = kept[ref]
    attempt(methodOf(target, call.method), target, given(call.args), (settled) =>
      tell({ kind: 'call.settled', call: as, ...settled }),
    )
  },

  get({ as, ref, name }) {
    const read = () => (kept[ref] as Record<string, unknown>)[name]
    attempt(read, undefined, [], (settled) => tell({ kind: 'call.settled', call: as, ...settled }))
  },

  callMany({ as, ref, calls }) {
    const planned: PlannedCall[] = []
    for (let i = 0; i < calls.length; i++) {
      const { method, args, overwritesBytes = false } = calls[i] as MethodCall
      planned[i] = { method, args: given(args), overwritesBytes }
    }
    attemptAll(kept[ref], planned, (results) => tell({ kind: 'calls.settled', call: as, results }))
  },

  inspect({ ref }) {
    const socket = sockets[ref] as Socket
    const listeners: Record<string, number> = {}
    for (const name of apply(eventNames, socket, []) as string[]) {
      listeners[String(name)] = apply(listenerCount, socket, [name])
    }
    const standing = { listeners, isDestroyed: socket.destroyed }
    tell({ kind: 'socket.inspected', socket: ref, standing })
  },

  read({ ref }) {
    const socket = sockets[ref] as Socket
    socket.on('data', (bytes) => tell({ kind: 'socket.handed', socket: ref, bytes }))
    socket.resume()
  },

  release() {
    for (const name in sockets) sockets[name]?.destroy()
    sockets = create(null)
    kept = create(null)
    // 'close' is emitted a turn later, and may still settle something of the learner's.
    delay(() => tell({ kind: 'sockets.released' }))
  },

  list: () => delay(() => tell({ kind: 'resources.listed', resources: countResources(own) })),

  ping: () => tell({ kind: 'program.answered' }),
}

function loaded(module: Record<string, unknown>): void {
  learner = module
  const exports: Record<string, string> = {}
  // Plain loops: the methods of arrays may be the learner's by now.
  for (const name in module) exports[name] = typeof module[name]
  tell({ kind: 'program.loaded', exports })
}

/** By name; `without` is left out. */
function countResources(without: Record<string, number>): Record<string, number> {
  const counts: Record<string, number> = create(null)
  const names = activeResources()
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    counts[name] = (counts[name] ?? 0) + 1
  }
  for (const name in without) counts[name] = (counts[name] ?? 0) - (without[name] ?? 0)
  return counts
}

function given(args: readonly Argument[]): unknown[] {
  const values: unknown[] = []
  for (let i = 0; i < args.length; i++) values[i] = argument(args[i] as Argument)
  return values
}

function argument(given: Argument): unknown {
  if (!('ref' in given)) return given.value
  return kept[given.ref] ?? sockets[given.ref]
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

/**
 * Ends this process when the grader is gone, even while the learner's code never yields. The grader
 * says who it is: it may be gone before this process could look who started it.
 */
function endWithGrader(): void {
  const watchdog = `
    const grader = ${Number(process.env.GRADER_PID)}
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
// `send` goes through it by name.
Object.defineProperty(process, '_send', { writable: false, configurable: false })
