import { formatCount, formatDuration, plural } from '../quantities.ts'
import { countOf } from '../record-fields.ts'
import type { StateStep, StatesEnd, StatesPicture } from './states-model.ts'
import { isUnseen } from './states-model.ts'
import type { Transition } from './transitions.ts'

/** So many states of a path are told in one sentence. */
const toldStates = 14

/** What the picture shows, for those who cannot see it. */
export function statesSentence(picture: StatesPicture): string {
  const ends = Object.values(picture.ends).filter((end) => end.now !== undefined)
  if (ends.length === 0) return `${emptyWords(picture)}.`
  const what = picture.conn === '' ? '' : ` of ${connectionWords(picture)}`
  return `State diagrams${what}, as in RFC 9293 figure 5. ${ends.map(pathSentence).join(' ')}`
}

function pathSentence(end: StatesEnd): string {
  const past = end.steps.filter(({ isLater, way }) => !isLater && way !== 'found')
  const path = [past[0]?.from ?? end.now, ...past.map(({ to }) => to)]
  const left = path.length - toldStates
  const told = left > 0 ? [`${formatCount(left)} states before`, ...path.slice(left)] : path
  return `${end.place}: ${told.join(', ')}.`
}

/** What a picture without states says. */
export function emptyWords({ connections }: StatesPicture): string {
  return connections > 0 ? 'No state of this connection was seen' : 'No TCP state has been seen yet'
}

/** `connection c1`, or its addresses. */
export function connectionWords({ conn }: StatesPicture): string {
  return conn.includes(' ') ? conn.replace(' ', ' and ') : `connection ${conn}`
}

/** Which of several connections this is; '' where there is no choice. */
export function choiceWords(picture: StatesPicture): string {
  const { conn, connections } = picture
  return connections > 1 && conn !== '' ? `${conn}, one of ${connections} connections` : ''
}

/** `SYN+ACK from server`; what is said of it where nobody saw, ever shorter. */
export function causeLabels(step: StateStep): string[] {
  const { way, trigger } = step
  if (way === 'unseen') return ['not seen between two looks', 'not seen']
  if (trigger !== '') return isUnseen(trigger) ? [trigger, trigger.replace(/:.*/, '')] : [trigger]
  return way === 'found' ? ['so it was found'] : []
}

/** One step in a sentence. */
export function stepSentence(step: StateStep, end: StatesEnd): string {
  const { from, to, way, number, record } = step
  const move = way === 'found' ? `in ${to}` : `${number}. ${from} → ${to}`
  return `${end.place}: ${move} at ${formatDuration(record.tMs)}${causeWords(step)}`
}

/** So many steps along one way are told one by one. */
const toldSteps = 6

/** The steps along one way, a line each. */
export function stepsSentence(steps: readonly StateStep[], end: StatesEnd): string {
  const told = steps.slice(0, toldSteps).map((step) => stepSentence(step, end))
  const more = steps.length - told.length
  return [...told, ...(more > 0 ? [`and ${formatCount(more)} more`] : [])].join('\n')
}

function causeWords(step: StateStep): string {
  const { way, trigger, record } = step
  const packetNo = countOf(record, 'triggerPacketNo')
  const packet = packetNo === undefined ? '' : ` (packet ${formatCount(packetNo)})`
  const cause = trigger === '' || isUnseen(trigger) ? '' : `: ${trigger}${packet}`
  if (way === 'unseen') return `${cause}${periodWords(step)}; what came between was not seen`
  if (way === 'beside') return `${cause}; the figure leaves this out`
  const isChild = step.from === 'LISTEN' && step.to === 'SYN_RCVD'
  return `${cause}${isChild ? '; a new connection, the listening socket stays' : ''}`
}

function periodWords({ record }: StateStep): string {
  const periodMs = countOf(record, 'periodMs')
  return periodMs === undefined ? '' : `, looked at every ${formatDuration(periodMs)}`
}

/** An arrow of the figure that was not travelled. */
export function arrowSentence({ from, to, cause, sends }: Transition): string {
  const sent = sends === undefined ? '' : ` / ${sends}`
  return `${from} → ${to}: ${cause.join(' ')}${sent}; not seen in this run`
}

/** The numbers of steps along one arrow: `2`, `2, 7`, `2, 7 +3`. */
export function numberWords(steps: readonly StateStep[]): string {
  const shown = steps.slice(0, 2).map(({ number }) => number)
  const more = steps.length - shown.length
  return more > 0 ? `${shown.join(', ')} +${more}` : shown.join(', ')
}

/** `client: now ESTABLISHED, after 3 moves`. */
export function nowWords(end: StatesEnd): string {
  if (end.now === undefined) return 'no state was seen at this end'
  const moves = end.last?.number ?? 0
  return `now ${end.now}, after ${plural(moves, 'move')}`
}

/** What the looks of the lines mean; only of those that are there. */
export function legendParts({ ends }: StatesPicture): string[] {
  const steps = Object.values(ends).flatMap((end) => end.steps)
  const parts = ['Heavy and numbered: the path travelled.', 'Filled: the state now.']
  if (steps.some(({ isLater }) => isLater)) parts.push('Thin with a number: travelled later.')
  if (steps.some(({ way }) => way === 'beside'))
    parts.push('Dashed: not an arrow of the RFC’s figure.')
  if (steps.some(({ way }) => way === 'unseen')) {
    parts.push('Dotted: what came between two looks was not seen.')
  }
  return parts
}
