/** Known ways to miss CLOSING, each recognised by what came of it. */
import type { Failure } from '@socket-labs/grade'
import type { Rule } from '@socket-labs/path'
import { type Closing, closeTimes } from './close-6-two-ends.ts'

export type Mistake = Pick<Failure, 'sentence' | 'mistake'>

interface Tried extends Closing {
  rule: Rule
  /** When the server closed. */
  serverMs: number
}

/** What is known of a close in which one end, or both, did not go the way. The first that fits. */
export function explain(tried: Tried): Mistake {
  if (tried.applied === 0) return idle
  if (tried.walks.server.includes('CLOSE_WAIT')) return heardTooEarly(tried)
  return signs.find(({ isSeen }) => isSeen(tried)) ?? unknown
}

const idle: Mistake = {
  sentence:
    'Your rule met no segment of this close: everything went on as without it. A close is made of FINs and of the ACKs that answer them.',
  mistake: 'met-nothing',
}

const unknown: Mistake = {
  sentence:
    'An end is in CLOSING when its own FIN is on its way and the FIN of the other comes, before the ACK of its own does. At one end it was not so.',
}

/** The client's FIN came to a server that had not closed yet. */
function heardTooEarly({ rule, arrived, serverMs }: Tried): Mistake {
  const { atMs, tryNo } = arrived.client ?? { atMs: 0, tryNo: 1 }
  const came = `The client's FIN came after ${atMs} ms, and the server closed after ${serverMs} ms: it knew already, and went by CLOSE_WAIT.`
  if (tryNo > 1) {
    const sentence = `${came} The FIN was sent again, and your rule let the second one pass.`
    return { sentence, mistake: 'sent-again' }
  }
  if (atMs > closeTimes.travelMs) {
    const sentence = `${came} The time of your rule was over before the server closed. Nobody knows when it does: there is an ending without a time.`
    return { sentence, mistake: 'too-short' }
  }
  if (rule.kind === 'ACK') {
    const sentence = `${came} Your rule is for ACKs. It is the FIN that must not arrive before the server has closed.`
    return { sentence, mistake: 'holds-acks' }
  }
  const sentence = `${came} The client's FIN went past your rule as if there were none.`
  return { sentence, mistake: 'passed' }
}

interface Sign extends Mistake {
  isSeen(tried: Tried): boolean
}

const signs: Sign[] = [
  {
    mistake: 'never-arrived',
    isSeen: ({ arrived }) => !arrived.client || !arrived.server,
    sentence:
      'A FIN is stopped each time that it is sent, and will never arrive. CLOSING needs both FINs to arrive, only later: they are to wait, and then to go on.',
  },
  {
    mistake: 'stays-in-closing',
    isSeen: ({ walks }) => [walks.client, walks.server].every((walk) => walk.at(-1) === 'CLOSING'),
    sentence:
      'Both ends are in CLOSING, and both stay in CLOSING: the ACKs of the FINs do not come. Your rule goes on after the release, and it applies to them too.',
  },
  {
    mistake: 'one-time',
    isSeen: (tried) => isClientAlone(tried) && isTimed(tried),
    sentence:
      "Only the client was in CLOSING. The server's FIN arrived, was acknowledged, and that ACK was there before the client's FIN. The server may close sooner or later than this: another time fits another close, and none fits all.",
  },
  {
    mistake: 'client-alone',
    isSeen: isClientAlone,
    sentence:
      "Only the client was in CLOSING: the ACK of the server's FIN came before the client's FIN, so the server went on to FIN_WAIT_2. The server's FIN must not be there, and not acknowledged, before the client's has gone its way.",
  },
  {
    mistake: 'both-late',
    isSeen: ({ walks }) => walks.server.includes('CLOSING') && !walks.client.includes('CLOSING'),
    sentence:
      "Only the server was in CLOSING: the client's FIN came, was acknowledged at once, and this ACK was there before the server's FIN. Two FINs that are late by the same time do not cross: the first is still the first. They have to go on together.",
  },
]

function isClientAlone({ walks }: Tried): boolean {
  return walks.client.includes('CLOSING') && !walks.server.includes('CLOSING')
}

function isTimed({ rule: { order } }: Tried): boolean {
  return order.action === 'delay' || (order.action === 'hold' && order.until.kind === 'time')
}
