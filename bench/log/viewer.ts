import { WebSocket } from 'ws'

/** A viewer in a process of its own: reads the log of one run to its end and prints what it saw. */
const [origin, token, run] = process.argv.slice(2) as [string, string, string]
const socket = new WebSocket(`${origin.replace('http', 'ws')}/log`, {
  headers: { authorization: `Bearer ${token}` },
  perMessageDeflate: false,
})
let received = 0
let gapRecords = 0
let lostRecords = 0
let firstNs: bigint | undefined
let lastNs = 0n
const lagsMs: number[] = []

setTimeout(() => process.exit(1), 120_000).unref()
socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', run })))
socket.on('message', (data) => {
  const message = JSON.parse(String(data))
  const nowNs = process.hrtime.bigint()
  if (message.type === 'gap') gapRecords += message.to - message.from + 1
  if (message.type !== 'batch') return
  for (const record of message.records) see(record, nowNs)
})

function see(record: { kind: string; sentNs?: string; count?: number }, nowNs: bigint): void {
  if (record.kind === 'gap') lostRecords += record.count ?? 0
  if (record.kind === 'run.ended') finish()
  if (record.sentNs === undefined) return
  const sentNs = BigInt(record.sentNs)
  firstNs ??= sentNs
  lastNs = nowNs
  received++
  lagsMs.push(Number(nowNs - sentNs) / 1e6)
}

function finish(): void {
  lagsMs.sort((a, b) => a - b)
  const at = (part: number) => lagsMs[Math.min(lagsMs.length - 1, Math.floor(part * lagsMs.length))]
  const seconds = Number(lastNs - (firstNs ?? lastNs)) / 1e9
  const lagMs = { median: at(0.5), p95: at(0.95), p99: at(0.99), max: lagsMs.at(-1) }
  process.stdout.write(
    `${JSON.stringify({ received, gapRecords, lostRecords, seconds, lagMs })}\n`,
    () => process.exit(0),
  )
}
