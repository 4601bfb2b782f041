import { inspect } from 'node:util'
import type { SeenValue } from './learner-protocol.ts'
import { type Limits, sayBytes, sayMs } from './limits.ts'
import type { Plain } from './plain-copy.ts'
import { printable } from './visible-bytes.ts'

/** Characters of a value that are shown. */
const mostWords = 300

/** What became of a program that could not go on, as seen from outside. */
export type Mishap =
  | { code: 'load-failed'; error: SeenValue; at?: string }
  | { code: 'export-missing'; name: string; found: Record<string, string> }
  | {
      code: 'crashed'
      by: 'exception' | 'rejection'
      error: SeenValue
      at?: string
      /** True when a socket emitted the error. */
      isSocketError: boolean
    }
  | { code: 'ended'; status: number | null; signal: string | null }
  | { code: 'never-loaded' }
  | { code: 'blocked' }
  | { code: 'out-of-time' }
  | { code: 'out-of-memory'; residentBytes: number }
  | { code: 'too-many-descriptors'; descriptors: number }
  | { code: 'flooded' }
  /** A case failed while it listened on a port: it is started anew for the next one. */
  | { code: 'left-open' }
  /** It tried to write to what is not its folder. */
  | { code: 'wrote-outside'; error: SeenValue; at?: string }
  /** It tried to reach what is not this machine. */
  | { code: 'left-network'; error: SeenValue; at?: string }

/** After these, what remains of the exercise would only end in the same way. */
const lastOnes: readonly Mishap['code'][] = [
  'load-failed',
  'export-missing',
  'never-loaded',
  'blocked',
  'out-of-time',
  'out-of-memory',
  'too-many-descriptors',
  'flooded',
]

/** Thrown to whoever waits for a program that met a {@link Mishap}. */
export class MishapError extends Error {
  readonly code = 'ERR_LEARNER_PROGRAM'
  readonly mishap: Mishap
  constructor(mishap: Mishap) {
    super(`the learner's program: ${mishap.code}`)
    this.name = 'MishapError'
    this.mishap = mishap
  }
}

const writingCodes = ['EROFS']
const networkCodes = ['ENETUNREACH', 'EAI_AGAIN', 'EHOSTUNREACH']

/** The wall that an error came from, where one of them fits; else undefined. */
export function wallOf(error: SeenValue): 'wrote-outside' | 'left-network' | undefined {
  if (error.type !== 'error') return undefined
  if (writingCodes.includes(error.code ?? '')) return 'wrote-outside'
  return networkCodes.includes(error.code ?? '') ? 'left-network' : undefined
}

/** A crash for an error of the walls is told as what it is. */
export function seeMishap(crash: Extract<Mishap, { code: 'crashed' }>): Mishap {
  const wall = wallOf(crash.error)
  return wall ? { code: wall, error: crash.error, at: crash.at } : crash
}

export function endsExercise(mishap: Mishap): boolean {
  return lastOnes.includes(mishap.code)
}

/** What was seen, in a few words, and the sentence that explains it. */
export interface MishapWords {
  got: string
  sentence: string
}

/** Words for a learner; `limits` are those that held. */
export function sayMishap(mishap: Mishap, limits: Limits): MishapWords {
  switch (mishap.code) {
    case 'load-failed':
      return {
        got: `${sayValue(mishap.error)}${sayPlace(mishap.at)}`,
        sentence: sayLoadFailure(mishap.error),
      }
    case 'export-missing':
      return sayMissingExport(mishap.name, mishap.found)
    case 'crashed':
      return sayCrash(mishap)
    case 'never-loaded':
      return {
        got: `the file was not loaded after ${sayMs(limits.loadMs)}`,
        sentence:
          'Your file awaits something at its top level, outside any function, that never comes.',
      }
    case 'ended':
      return sayEnded(mishap.status, mishap.signal)
    case 'blocked':
      return {
        got: `no turn of the event loop in ${sayMs(limits.blockedMs)}; the program was killed`,
        sentence:
          'Your code keeps the event loop busy, as an endless loop does. While it runs no socket event and no timer can happen, so what it waits for cannot come.',
      }
    case 'out-of-time':
      return {
        got: `the ${sayMs(limits.exerciseMs)} for this exercise were over; the program was killed`,
        sentence: `All cases of one exercise have ${sayMs(limits.exerciseMs)} together.`,
      }
    case 'out-of-memory':
      return {
        got: `${sayBytes(mishap.residentBytes)} of resident memory; the program was killed`,
        sentence: `Your program may hold ${sayBytes(limits.residentBytes)} of memory; this exercise needs a few bytes.`,
      }
    case 'too-many-descriptors':
      return {
        got: `${mishap.descriptors} open descriptors; the program was killed`,
        sentence: `Your program may have ${limits.descriptors} files and sockets open at a time. Each stays open until it is closed: look for what is opened in a loop.`,
      }
    case 'wrote-outside':
      return {
        got: `${sayValue(mishap.error)}${sayPlace(mishap.at)}`,
        sentence:
          'Your program tried to write outside its own folder. Everything else is read-only to it: an exercise may write to its working folder and to os.tmpdir(), and needs neither.',
      }
    case 'left-network':
      return {
        got: `${sayValue(mishap.error)}${sayPlace(mishap.at)}`,
        sentence:
          'Your program tried to reach another machine. It runs in a network of its own, in which there is nothing but 127.0.0.1.',
      }
    case 'left-open':
      return {
        got: 'a port that is still open',
        sentence: 'The program was started anew for the next case.',
      }
    case 'flooded':
      return {
        got: `more than ${sayBytes(limits.outputBytes)} of console output; the program was killed`,
        sentence: 'Your program prints without end. Look for a console.log in a loop.',
      }
  }
}

function sayEnded(status: number | null, signal: string | null): MishapWords {
  if (signal !== null) {
    return {
      got: `the program was ended by ${signal}`,
      sentence: `A signal ended your program. Node itself uses SIGABRT when its heap is full.`,
    }
  }
  return {
    got: `the program ended (exit status ${status})`,
    sentence:
      'Your program ended itself, as process.exit() does. A function that others call must leave that to them.',
  }
}

function sayLoadFailure(error: SeenValue): string {
  return error.type === 'error' && error.code === 'ERR_MODULE_NOT_FOUND'
    ? "Your file could not be loaded. An exercise stands alone: it can import Node's own modules, and nothing that lies beside it."
    : 'Your file could not be loaded, so nothing of it could be called.'
}

function sayMissingExport(name: string, found: Record<string, string>): MishapWords {
  const type = found[name]
  if (type !== undefined) {
    return {
      got: `an export of this name that is no function (${type})`,
      sentence: `Your file exports ${name}, but it cannot be called.`,
    }
  }
  const names = Object.keys(found)
  return {
    got: names.length === 0 ? 'a file that exports nothing' : `exports: ${names.join(', ')}`,
    sentence: `Your file has no export named ${name}. The grader calls "export function ${name}".`,
  }
}

function sayCrash(crash: Extract<Mishap, { code: 'crashed' }>): MishapWords {
  const got = `the program crashed: ${sayValue(crash.error)}${sayPlace(crash.at)}`
  if (crash.isSocketError && crash.by === 'exception') {
    return {
      got,
      sentence:
        "The socket emitted 'error' and nobody listened for it. Node ends the program for that.",
    }
  }
  if (crash.by === 'rejection') {
    return {
      got,
      sentence:
        'A promise was rejected and nobody handled it. Node ends the program for that: await the promise, return it, or give it a catch.',
    }
  }
  return {
    got,
    sentence:
      'An exception was thrown where nobody catches it, and Node ends the program for that.',
  }
}

function sayPlace(at: string | undefined): string {
  return at === undefined ? '' : ` (${at})`
}

/** One line for any value that a learner's code returned or threw. */
export function sayValue(value: SeenValue): string {
  switch (value.type) {
    case 'bytes':
      return sayBytes(value.originalBytes)
    case 'text':
      return `the string ${JSON.stringify(oneLine(cut(value.text)))}`
    case 'error':
      return oneLine(`${value.name}: ${value.message}`)
    case 'data':
      return oneLine(cut(sayData(value.data)))
    case 'other':
      return oneLine(value.text)
  }
}

function sayData(data: Plain): string {
  return inspect(data, { depth: 6, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 64 })
}

function cut(text: string): string {
  return text.length <= mostWords ? text : `${text.slice(0, mostWords)}…`
}

function oneLine(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, ' '))
}
