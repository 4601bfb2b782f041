export interface Term {
  /** As it is written on the page. */
  name: string
  /** Other spellings that mean the same. */
  also?: string[]
  means: string
  /** The RFC section that defines it, or nothing for a word of Node's or the system's. */
  rfc?: string
}

/** The words a beginner meets on this page, in the order of the alphabet. */
export const glossary: readonly Term[] = [
  {
    name: 'ACK',
    means: 'A number that says “I have every byte before this one; send me this one next”.',
    rfc: 'RFC 9293 §3.4',
  },
  {
    name: 'backlog',
    means: 'How many finished connections the kernel keeps waiting until the program accepts them.',
  },
  {
    name: 'backpressure',
    also: ['drain', 'highWaterMark'],
    means:
      'A slow reader slows the writer down. In Node write returns false to ask for it, and drain says that writing may go on.',
  },
  {
    name: 'client',
    means: 'The end that starts the connection by calling connect. Always drawn on the left, blue.',
    rfc: 'RFC 9293 §3.5',
  },
  {
    name: 'CLOSE_WAIT',
    means:
      'The peer has said that it will send no more. This end may still send, and must close some day.',
    rfc: 'RFC 9293 §3.3.2',
  },
  {
    name: 'CLOSED',
    means: 'No connection. The state before the first segment and after the last.',
    rfc: 'RFC 9293 §3.3.2',
  },
  {
    name: 'connection',
    also: ['four-tuple'],
    means:
      'Two addresses and two ports, one pair at each end. The same four numbers are the same connection.',
    rfc: 'RFC 9293 §4',
  },
  {
    name: 'end of stream',
    also: ['FIN'],
    means:
      'The peer will send no more bytes on this connection. Carried by a FIN; read as “0 bytes”, in Node the end event.',
    rfc: 'RFC 9293 §3.6',
  },
  {
    name: 'ESTABLISHED',
    means: 'The connection stands and bytes may flow both ways.',
    rfc: 'RFC 9293 §3.3.2',
  },
  {
    name: 'FIN_WAIT_1',
    means: 'This end has closed first; its FIN has not been acknowledged yet.',
    rfc: 'RFC 9293 §3.6',
  },
  {
    name: 'FIN_WAIT_2',
    means: 'This end has closed and its FIN is acknowledged; it waits for the peer’s FIN.',
    rfc: 'RFC 9293 §3.6',
  },
  {
    name: 'frame',
    means:
      'One message of the application. A stream has no frames of its own: sender and receiver must agree where each ends.',
  },
  {
    name: 'half packet',
    also: ['half packets'],
    means:
      'One message that several reads bring in pieces (半包). TCP does not know where a message ends.',
  },
  {
    name: 'LAST_ACK',
    means:
      'The peer closed first, now this end has closed too; only the ACK of its FIN is missing.',
    rfc: 'RFC 9293 §3.6',
  },
  {
    name: 'LISTEN',
    also: ['listening'],
    means: 'A server’s socket that waits for connections. It carries no bytes itself.',
    rfc: 'RFC 9293 §3.3.2',
  },
  {
    name: 'RST',
    also: ['reset', 'ECONNRESET', 'ECONNREFUSED'],
    means:
      'A segment that ends the connection at once: “there is no such connection, or I give it up”. What was on its way is lost.',
    rfc: 'RFC 9293 §3.5.2',
  },
  {
    name: 'segment',
    means: 'One piece of a TCP stream, as it travels in an IP packet: header and some bytes.',
    rfc: 'RFC 9293 §3.1',
  },
  {
    name: 'server',
    means: 'The end that listens and is connected to. Always drawn on the right, orange.',
    rfc: 'RFC 9293 §3.5',
  },
  {
    name: 'sticky packets',
    also: ['sticky packet'],
    means:
      'Two messages that one read brings together (粘包). A misleading name: packets do not stick, TCP has no messages.',
  },
  {
    name: 'SYN',
    means: 'The first segment of each direction. It carries the number at which counting starts.',
    rfc: 'RFC 9293 §3.5',
  },
  {
    name: 'SYN_RCVD',
    also: ['SYN_RECV'],
    means: 'The server has answered a SYN and waits for the last ACK of the opening.',
    rfc: 'RFC 9293 §3.3.2',
  },
  {
    name: 'SYN_SENT',
    means: 'The client has sent its SYN and waits for the answer.',
    rfc: 'RFC 9293 §3.3.2',
  },
  {
    name: 'TIME_WAIT',
    means:
      'The end that closed first waits a while, so that late segments die before the same four numbers are used again.',
    rfc: 'RFC 9293 §3.6',
  },
  {
    name: 'window',
    means: 'How many more bytes the receiver will take now. 0 means: wait.',
    rfc: 'RFC 9293 §3.8.6',
  },
]

const termBySpelling = new Map<string, Term>()
for (const term of glossary) {
  for (const spelling of [term.name, ...(term.also ?? [])]) {
    termBySpelling.set(spelling.toLowerCase(), term)
  }
}

const spellings = [...termBySpelling.keys()].sort((a, b) => b.length - a.length)
const anyTerm = new RegExp(`(?<![\\w.-])(${spellings.join('|')})(?!-?\\w|\\.\\w)`, 'gi')

export interface TextPiece {
  text: string
  term?: Term
}

/** Cuts a sentence so that the first use of each glossary term is a piece of its own. */
export function findTerms(sentence: string): TextPiece[] {
  const pieces: TextPiece[] = []
  const seen = new Set<Term>()
  let done = 0
  for (const match of sentence.matchAll(anyTerm)) {
    const term = termBySpelling.get(match[0].toLowerCase()) as Term
    if (seen.has(term)) continue
    seen.add(term)
    if (match.index > done) pieces.push({ text: sentence.slice(done, match.index) })
    pieces.push({ text: match[0], term })
    done = match.index + match[0].length
  }
  if (done < sentence.length) pieces.push({ text: sentence.slice(done) })
  return pieces
}

/** The RFC section on the web, from `RFC 9293 §3.6`. */
export function rfcAddress(rfc: string): string | undefined {
  const match = /^RFC (\d+) §([\d.]+)$/.exec(rfc)
  return match ? `https://www.rfc-editor.org/rfc/rfc${match[1]}#section-${match[2]}` : undefined
}
