import type { Failure } from '@socket-labs/grade'
import {
  type End,
  endDigits,
  type Line,
  portDigits,
  type SocketLine,
  stateNames,
} from './state-3-lines.ts'

/** Everything a line says; what a learner's program returned may be of any shape. */
export function isSame(got: unknown, means: SocketLine): boolean {
  return fields.every((field) => fieldOf(got, field) === fieldOf(means, field))
}

const fields = ['local.address', 'local.port', 'remote.address', 'remote.port', 'state'] as const

type Field = (typeof fields)[number]

function fieldOf(value: unknown, field: Field): unknown {
  let found = value
  for (const name of field.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}

type Mistake = Pick<Failure, 'sentence' | 'mistake'>

/** The first field that differs, and the known mistake that gives just this value, if there is one. */
export function misreading(line: Line, got: unknown): Failure {
  const { means } = line
  const field = fields.find((name) => fieldOf(got, name) !== fieldOf(means, name)) as Field
  const value = fieldOf(got, field)
  const shown = {
    expected: { words: `${field} ${JSON.stringify(fieldOf(means, field))}` },
    got: { words: `${field} ${sayField(value)}` },
  }
  if (isSame(got, { ...means, local: means.remote, remote: means.local })) {
    return { ...shown, ...endsSwapped }
  }
  const mistake =
    stateMistake(field, line, value) ??
    (field !== 'state' ? endMistake(field, means, value) : undefined)
  return { ...shown, ...(mistake ?? { sentence: `${field} is not what the line says.` }) }
}

/** At most a line, without anything that a terminal would obey. */
function sayField(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.replace(/[^\x20-\x7e]/g, '·').slice(0, 60)
}

/** Also for a program that throws at it. */
export const twelfth: Mistake = {
  sentence:
    "0C is the kernel's own name for a connection of which only the SYN has come, NEW_SYN_RECV. To everybody else it is SYN_RCVD.",
  mistake: 'no-0c',
}

const endsSwapped: Mistake = {
  sentence:
    'The two ends have changed places: the first address of the line is the local one, of the machine whose list this is.',
  mistake: 'ends-swapped',
}

function endMistake(field: Field, means: SocketLine, value: unknown): Mistake | undefined {
  const end = field.startsWith('local') ? means.local : means.remote
  return field.endsWith('address') ? addressMistake(end, value) : portMistake(end, value)
}

function addressMistake(end: End, value: unknown): Mistake | undefined {
  const digits = endDigits(end).slice(0, 8)
  const asItStands = Buffer.from(digits, 'hex').join('.')
  const digitsTurned = Buffer.from([...digits].reverse().join(''), 'hex').join('.')
  if (value === asItStands) {
    const sentence = `The bytes of the address were read from left to right. ${digits} is one number, printed by a little-endian machine: its last two digits, ${digits.slice(6)}, are the first byte of the address.`
    return { sentence, mistake: 'address-order' }
  }
  if (value === digitsTurned) {
    const sentence = `The digits were turned around one by one. It is the bytes that stand in reverse, and a byte is two digits: ${digits.slice(6)} stays ${digits.slice(6)}.`
    return { sentence, mistake: 'address-digits' }
  }
  return undefined
}

function portMistake({ port }: End, value: unknown): Mistake | undefined {
  const digits = portDigits(port)
  if (value === String(port))
    return { sentence: 'The port is right, but a string. It is a number.' }
  if (value === ((port & 0xff) << 8) + (port >> 8)) {
    const sentence = `The port was turned around as well. Only the address stands as it lies in memory; the port is printed as a number: ${digits} is ${port}.`
    return { sentence, mistake: 'port-order' }
  }
  if (Number.isNaN(value) || value === Number.parseInt(digits, 10)) {
    const sentence = `The port is written in hex: ${digits} is ${port}. Here it was read as decimal.`
    return { sentence, mistake: 'port-decimal' }
  }
  return undefined
}

function stateMistake(field: Field, line: Line, value: unknown): Mistake | undefined {
  if (field !== 'state') return undefined
  const { stateNumber, means } = line
  if (stateNumber === 12) return twelfth
  if (isOtherSpelling(means.state, value)) {
    const sentence = `This is the right state in another spelling. Every tool has its own; in these labs it is ${means.state}.`
    return { sentence, mistake: 'spelling' }
  }
  const neighbours = [stateNames[stateNumber - 2], stateNames[stateNumber]]
  if (value !== undefined && neighbours.some((name) => name === value)) {
    const sentence = `This is the neighbour of the right one. The kernel's list of states counts from 1, an array from 0.`
    return { sentence, mistake: 'state-off-by-one' }
  }
  if (stateNumber < 10) return undefined
  const sentence = `The state's number is hex too: 0${stateNumber.toString(16).toUpperCase()} is ${stateNumber}.`
  return { sentence, mistake: 'state-decimal' }
}

function isOtherSpelling(state: string, value: unknown): boolean {
  const others: Record<string, string[]> = {
    ESTABLISHED: ['ESTAB'],
    SYN_RCVD: ['SYNRECV', 'SYNRECEIVED', 'NEWSYNRECV'],
    CLOSED: ['CLOSE', 'UNCONN'],
    LISTEN: ['LISTENING'],
  }
  const letters = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (typeof value !== 'string' || value.length > 20) return false
  return [letters(state), ...(others[state] ?? [])].includes(letters(value))
}
