import type { Ladder } from './ladder-model.ts'
import { plural } from './quantities.ts'
import { safeText } from './safe-text.ts'

/** What a ladder shows, in a sentence, for those who cannot see it. */
export function ladderSentence(ladder: Ladder): string {
  const { conversation, events } = ladder
  if (events.length === 0) return `${emptyWords(ladder)}.`
  const { drawn, connections } = conversation
  const what = drawn.length === 1 ? `connection ${safeText(drawn[0])}` : 'the sockets'
  const others = connections.length - drawn.length
  const rest =
    others > 0 && drawn.length > 0 ? `; ${plural(others, 'other connection')} not drawn` : ''
  const count = plural(events.length, 'event')
  return `Ladder of ${what}: client left, server right, time runs down; ${count}${rest}.`
}

/** Which of several connections this is; '' where there is no choice. */
export function choiceWords({ conversation }: Ladder): string {
  const { drawn, connections } = conversation
  if (connections.length < 2 || drawn.length === 0) return ''
  if (drawn.length > 1) return `${drawn.length} connections together`
  return `${safeText(drawn[0])}, one of ${connections.length} connections`
}

/** What a ladder without events says. */
export function emptyWords({ conversation }: Ladder): string {
  if (conversation.connections.length > 0 && conversation.drawn.length === 0) {
    return 'This run has no such connection'
  }
  return 'Nothing has happened yet'
}

/** What the arrows are and how we know, ever shorter. */
export function legendLabels({ packets, arrows }: Ladder): string[] {
  if (packets.length === 0) {
    return [
      'Arrows are derived from what the two sockets saw; no packet was seen.',
      'Arrows are derived; no packet was seen.',
    ]
  }
  const kinds = new Set(packets.map(({ packet }) => packet.protocol))
  const noun = kinds.size > 1 ? 'packets' : kinds.has('TCP') ? 'segments' : 'packets'
  const seen = `Arrows are ${noun} seen on the wire`
  const ofOthers = arrows.length > 0 ? '; those with words in italics are derived' : ''
  const isBoth = packets.some(({ end }) => end !== undefined)
  const times = isBoth ? ', from when each was sent to when it arrived' : ', each at one moment'
  return [`${seen}${times}${ofOthers}.`, `${seen}${ofOthers}.`, `${seen}.`]
}
