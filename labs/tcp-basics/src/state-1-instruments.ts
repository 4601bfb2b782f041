import type { ScenarioContext } from '@socket-labs/lab'
import {
  type PosixSocket,
  readSocketTable,
  readWithSs,
  type SockDiag,
  type SocketAddress,
  type SocketRow,
  type TcpState,
} from '@socket-labs/system'
import { textOf } from './address-text.ts'

/** Everything that can tell a state without any privilege, the nearest to the socket first. */
export const instruments = ['TCP_INFO', 'sock_diag', '/proc/net/tcp', 'ss'] as const
export type Instrument = (typeof instruments)[number]

/** One end that stands still in a state, and where to look for it. */
export interface Standing {
  state: TcpState
  at: 'client' | 'server'
  /** The program's own descriptor of it; undefined: there is none. */
  socket: PosixSocket | undefined
  local: SocketAddress
  /** Absent: it has no peer. */
  remote?: SocketAddress
  conn?: string
}

/** Where to look: one kernel's list, and how to be in its network while a file is read or a tool starts. */
export interface Lookout {
  diag: SockDiag
  run<T>(body: () => T): T
}

/** What an instrument says of one end. Without a state it does not know of it, and `why`. */
interface Said {
  state?: TcpState
  /** Its own word for the state. */
  word?: string
  why?: string
  /** False: it could not be asked. */
  isThere?: false
  /** Given to the kernel and not in any segment yet; a FIN is one. */
  notSentBytes?: number
}

/** Reads one end with every instrument and writes down what each says, also that it knows nothing of it. */
export async function readWithEach(
  ctx: Pick<ScenarioContext, 'record'>,
  lookout: Lookout,
  standing: Standing,
): Promise<void> {
  const { state: wanted, at, conn, local, remote } = standing
  const otherState = remote && stateInList(lookout, { local: remote, remote: local })
  const ends = { local: textOf(local), remote: textOf(remote ?? nobody) }
  const about = { at, wanted, ...ends, ...(conn && { conn }), ...(otherState && { otherState }) }
  for (const instrument of instruments) {
    const said = await ask(instrument, lookout, standing)
    const seen = said.state === wanted
    const why = said.why ?? (seen ? whyStill : whyNot)[`${instrument} ${wanted}`]
    const record = { ...about, ...said, instrument, seen, ...(why && { why }) }
    ctx.record({ kind: 'state.reading', origin: 'polled', ...record })
  }
}

/** The state of one end as the kernel's list has it now; undefined: it is not there. */
export function stateInList(
  { diag }: Lookout,
  { local, remote }: Pick<Standing, 'local' | 'remote'>,
): TcpState | undefined {
  const listed = diag.dump({ family: 4 })
  return listed.find((one) => isSame(one.local, local) && isSame(one.remote, remote))?.state
}

async function ask(instrument: Instrument, lookout: Lookout, standing: Standing): Promise<Said> {
  if (instrument === 'TCP_INFO') return askDescriptor(standing.socket)
  if (instrument === 'sock_diag') {
    const state = stateInList(lookout, standing)
    return state ? { state } : {}
  }
  if (instrument === '/proc/net/tcp') return rowOf(lookout.run(readSocketTable), standing)
  try {
    // The tool is started before the call returns, so in that network; its words are awaited outside.
    return rowOf(await lookout.run(readWithSs), standing)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'ss is not on this machine' : `ss did not answer: ${message}`
    return { why, isThere: false }
  }
}

function askDescriptor(socket: PosixSocket | undefined): Said {
  if (!socket) return {}
  const state = socket.state()
  return state === 'LISTEN' ? { state } : { state, notSentBytes: socket.notSentBytes() }
}

function rowOf(rows: readonly SocketRow[], { local, remote }: Standing): Said {
  const row = rows.find(
    ({ localAddress, localPort, remotePort }) =>
      isSame({ address: localAddress, port: localPort }, local) &&
      remotePort === (remote?.port ?? 0),
  )
  return row ? { state: row.state, word: row.word } : {}
}

const nobody: SocketAddress = { address: '0.0.0.0', port: 0 }

function isSame(one: SocketAddress, other: SocketAddress = nobody): boolean {
  return one.port === other.port && (one.port === 0 || one.address === other.address)
}

/** Why an instrument cannot see a state, as Linux is made. */
const whyNot: Readonly<Record<string, string>> = {
  'TCP_INFO SYN_RCVD':
    'no descriptor yet: accept() gives none, a half-open connection is only an entry in a table',
  'TCP_INFO TIME_WAIT':
    'no descriptor any more: what the program still has says CLOSED, the kernel keeps a small entry of its own',
  'sock_diag CLOSED': 'in no list: before Linux 6.8 sock_diag has listeners and connections only',
  '/proc/net/tcp CLOSED': 'in no list: it has listeners and connections only',
  'ss CLOSED': 'ss -tan does not ask for such sockets (ss --bound-inactive does, iproute2 6.8)',
}

/** What must be said though it was seen. */
const whyStill: Readonly<Record<string, string>> = {
  'sock_diag CLOSED': 'listed since Linux 6.8, because it has a port; without one it is in no list',
}
