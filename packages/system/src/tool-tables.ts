import { type SocketRow, tcpStateOfWord } from './socket-row.ts'

/**
 * Reads what `ss -Htan` prints, a line a socket: state, two queues, local and peer address.
 * Lines that do not fit are passed over: the tool's words differ from version to version.
 */
export function parseSs(text: string): SocketRow[] {
  return text.split('\n').flatMap((line) => {
    const [word = '', receive, send, local, remote] = line.trim().split(/\s+/)
    // Of a listener ss shows the backlog where others show the send queue.
    const sent = tcpStateOfWord(word) === 'LISTEN' ? '0' : send
    return toRow(word, { local, remote, send: sent, receive })
  })
}

/**
 * Reads what `netstat -an` prints on Linux, macOS and Windows. Only TCP lines count; macOS puts a dot
 * before the port, Windows shows no queues, and Linux leaves the `::ffff:` of an IPv4-mapped address out.
 * Lines that do not fit are passed over.
 */
export function parseNetstat(text: string): SocketRow[] {
  return text.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/)
    if (!/^tcp/i.test(words[0] ?? '')) return []
    const hasQueues = /^\d+$/.test(words[1] ?? '')
    const [receive, send] = hasQueues ? words.slice(1, 3) : ['0', '0']
    const [local, remote, word = ''] = words.slice(hasQueues ? 3 : 1)
    return toRow(word, { local, remote, send, receive })
  })
}

interface Columns {
  local: string | undefined
  remote: string | undefined
  send: string | undefined
  receive: string | undefined
}

function toRow(word: string, { local, remote, send, receive }: Columns): SocketRow[] {
  const state = tcpStateOfWord(word)
  const near = splitAddress(local)
  const far = splitAddress(remote)
  if (!state || !near || !far) return []
  return [
    {
      localAddress: near.address,
      localPort: near.port,
      remoteAddress: far.address,
      remotePort: far.port,
      state,
      word,
      sendQueueBytes: Number(send) || 0,
      receiveQueueBytes: Number(receive) || 0,
    },
  ]
}

const addressAndPort = /^\[?([0-9a-fA-F:.*]+)(?:%[^\]:]+)?\]?(?:%[^\]:]+)?[:.](\d+|\*)$/

/**
 * `127.0.0.1:80`, `[::1]:80`, `::1:80`, macOS's `127.0.0.1.80`, `*:*`. An interface is dropped, wherever
 * it stands: `[fe80::1%5]:80` (Windows), `[fe80::1]%eth0:80` (ss), `fe80::1%lo0.80` (macOS).
 */
function splitAddress(text: string | undefined): { address: string; port: number } | undefined {
  const match = addressAndPort.exec(text ?? '')
  if (!match) return undefined
  const port = match[2] === '*' ? 0 : Number(match[2])
  return port > 65_535 ? undefined : { address: match[1] as string, port }
}
