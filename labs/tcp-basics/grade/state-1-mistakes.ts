import type { Failure } from '@socket-labs/grade'
import type { Next, Pair, State } from './state-1-table.ts'

export type Mistake = Pick<Failure, 'sentence' | 'mistake'>

/** Says what is known of a wrong answer to one pair: the most special sign that fits. */
export function explain(pair: Pair, got: Next): Mistake {
  const { next } = pair
  const sign = signs.find(({ isSeen }) => isSeen(pair, got))
  if (sign) return { sentence: sign.sentence, mistake: sign.mistake }
  if (got.state !== next.state) return { sentence: sayOtherState(pair, got) }
  const sentence = `The state is right. What leaves is not: ${sayLeaves(next)}.`
  return { sentence }
}

function sayOtherState({ state, event }: Pair, got: Next): string {
  if (got.state === state) {
    return `${state} knows an answer to this (${event}), and here nothing changed: follow the arrows that leave ${state}.`
  }
  return `No arrow leads from ${state} to ${got.state} for this (${event}).`
}

function sayLeaves({ sends }: Next): string {
  return sends === 'nothing' ? 'this is not answered' : `${sends} does`
}

interface Sign {
  mistake: string
  isSeen(pair: Pair, got: Next): boolean
  sentence: string
}

/** True for this arrow, whatever is sent. */
function arrow(from: State, event: Pair['event'], ...to: State[]): Sign['isSeen'] {
  return (pair, got) => pair.state === from && pair.event === event && to.includes(got.state)
}

const handshake: Sign[] = [
  {
    mistake: 'established-by-syn',
    isSeen: arrow('LISTEN', 'SYN', 'ESTABLISHED'),
    sentence:
      'A SYN is a wish, not a connection: nobody knows yet whether the SYN+ACK arrives. It is ESTABLISHED when that one has been acknowledged.',
  },
  {
    mistake: 'no-simultaneous-open',
    isSeen: arrow('SYN_SENT', 'SYN', 'ESTABLISHED', 'SYN_SENT', 'CLOSED'),
    sentence:
      'Two SYNs have met on the way: simultaneous open. Neither acknowledges the other, so each end has now received a SYN, and waits for the ACK of its own.',
  },
  {
    mistake: 'simultaneous-open-ack',
    isSeen: (pair, got) =>
      arrow('SYN_SENT', 'SYN', 'SYN_RCVD')(pair, got) && got.sends !== pair.next.sends,
    sentence:
      'In a simultaneous open our SYN goes out once more, now with the ACK of the one that came: SYN+ACK. RFC 793 drew a bare ACK here; RFC 9293 mends it.',
  },
  {
    mistake: 'fin-to-nobody',
    isSeen: arrow('SYN_SENT', 'close', 'FIN_WAIT_1'),
    sentence:
      'In SYN_SENT nobody has answered yet: there is no connection whose end could be told by a FIN. What was begun is forgotten.',
  },
  {
    mistake: 'leaves-without-fin',
    isSeen: arrow('SYN_RCVD', 'close', 'CLOSED'),
    sentence:
      'In SYN_RCVD our SYN is on its way: the peer believes in this connection, or soon will. It must be told of its end, by a FIN.',
  },
]

const resets: Sign[] = [
  {
    mistake: 'answers-rst',
    isSeen: ({ event }, { sends }) => event === 'RST' && sends !== 'nothing',
    sentence:
      'A RST was answered. It never is: two ends that know nothing of a connection would answer each other for ever.',
  },
  {
    mistake: 'rst-ends-the-listener',
    isSeen: arrow('LISTEN', 'RST', 'CLOSED'),
    sentence:
      'A RST ends a connection, and a listener is none: else anybody could stop a server with one segment.',
  },
  {
    mistake: 'survives-rst',
    isSeen: (pair, got) => pair.event === 'RST' && got.state !== pair.next.state,
    sentence:
      'RST says that the other end knows nothing of this connection, whatever state it is in here. Nothing is left to wait for.',
  },
  {
    mistake: 'silent-when-closed',
    isSeen: ({ state, next }, { sends }) =>
      state === 'CLOSED' && next.sends === 'RST' && sends === 'nothing',
    sentence:
      'Nothing is there, and the sender was not told: it would try again and again. In CLOSED whatever comes is answered by RST: that is "connection refused".',
  },
]

const active: Sign[] = [
  {
    mistake: 'fin-acknowledged-unseen',
    isSeen: arrow('ESTABLISHED', 'close', 'FIN_WAIT_2', 'TIME_WAIT', 'CLOSED'),
    sentence:
      'The FIN has only been sent. Until its ACK has come it may have been lost, and may have to be sent again: this is what FIN_WAIT_1 is for.',
  },
  {
    mistake: 'figure-only',
    isSeen: arrow('FIN_WAIT_1', 'FIN+ACK of FIN', 'CLOSING', 'FIN_WAIT_1', 'FIN_WAIT_2'),
    sentence:
      'One segment did two things: it was the FIN of the peer, and it acknowledged ours. Both directions are closed now; the figure of the RFC leaves this arrow out, its text has it.',
  },
  {
    mistake: 'no-closing',
    isSeen: arrow('FIN_WAIT_1', 'FIN', 'TIME_WAIT', 'FIN_WAIT_2', 'LAST_ACK', 'CLOSED'),
    sentence:
      'This FIN does not acknowledge ours: both ends have closed at the same time, and the ACK of our FIN is still to come. This state has a name of its own.',
  },
  {
    mistake: 'no-time-wait',
    isSeen: ({ state, next }, got) =>
      next.state === 'TIME_WAIT' && state !== 'TIME_WAIT' && got.state === 'CLOSED',
    sentence:
      'Both directions are closed, but if our last ACK is lost the FIN comes again, and somebody must be there to answer. Who closed first, or at the same time, waits 2·MSL.',
  },
]

const passive: Sign[] = [
  {
    mistake: 'closes-for-the-program',
    isSeen: arrow('ESTABLISHED', 'FIN', 'LAST_ACK', 'CLOSED', 'CLOSING', 'TIME_WAIT'),
    sentence:
      'The peer has said all it had to say; our program has not. Its own direction stays open until it calls close, however long that takes.',
  },
  {
    mistake: 'no-last-ack',
    isSeen: arrow('CLOSE_WAIT', 'close', 'CLOSED', 'TIME_WAIT', 'FIN_WAIT_1', 'FIN_WAIT_2'),
    sentence:
      'Our FIN has only been sent now, and it is the last thing that needs an ACK. The peer has closed before, so this is not the way of the one that closes first.',
  },
  {
    mistake: 'passive-time-wait',
    isSeen: arrow('LAST_ACK', 'ACK of FIN', 'TIME_WAIT', 'LAST_ACK'),
    sentence:
      'Everything has been acknowledged at this end: nothing can come that it would have to answer. Only the end that sent the last ACK has to wait for 2·MSL.',
  },
]

const again: Sign[] = [
  {
    mistake: 'close-twice',
    isSeen: ({ event, next, state }) =>
      event === 'close' && next.state === state && next.sends === 'nothing',
    sentence:
      'There is nothing left to close here: our FIN is on its way, once, or there is no connection. A second close changes nothing.',
  },
  {
    mistake: 'fin-again',
    isSeen: ({ event, next, state }) =>
      event === 'FIN' && next.state === state && state !== 'CLOSED',
    sentence:
      'This FIN had come before. It comes again because our ACK of it was lost: acknowledge it again, and stay.',
  },
  {
    mistake: 'fin-not-acknowledged',
    isSeen: ({ event, next }, got) =>
      event.startsWith('FIN') && next.sends === 'ACK' && got.state === next.state,
    sentence:
      'A FIN takes a sequence number, as a byte does, and must be acknowledged: without the ACK the peer sends it again and again.',
  },
]

const signs: readonly Sign[] = [...handshake, ...resets, ...active, ...passive, ...again]
