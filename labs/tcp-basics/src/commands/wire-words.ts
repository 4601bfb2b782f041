import { parseArgs } from 'node:util'
import { UsageError } from '@socket-labs/lab/command'
import {
  type Parsed,
  parseDelay,
  parseRate,
  parseRatio,
  parseRule,
  parseSize,
} from '@socket-labs/path'
import type { WireRequest } from '../wire.ts'

export const wireUsage = `pnpm lab tcp-basics wire [options] [--server 'COMMAND'] -- COMMAND…

Runs COMMAND as a client at 10.1.0.1, on a private network with nobody else on it but a server at 10.1.0.2.
Both have a kernel's whole TCP of their own; every packet between them goes through a link that is a program
of ours, is seen on the page, and can be lost, held or delayed. Needs no privilege; nothing of it stays behind.

  --server 'COMMAND'  what runs at the server, as a shell reads it; COMMAND is started once it listens
  --delay 20ms        how long a packet is under way, one way (default: no time)
  --jitter 2ms        drawn for each packet: the delay is that much longer or shorter; packets may overtake
  --rate 20mbit       what the link carries each way (default: what the machine can do)
  --queue 100kB       what may wait in front of it; packets that find it full are dropped (default: no end)
  --loss 0.01         the part of all packets that is lost; 1% is the same
  --reorder 0.1       the part that is held back, so that later ones overtake it
  --duplicate 0.02    the part that arrives twice
  --corrupt 0.001     the part in which one bit is flipped
  --rule 'RULE'       as often as you like: 'drop the 3rd data segment from client',
                      'hold SYN+ACK for 300 ms', 'drop ACKs 2..5 from server', 'duplicate every FIN'
  --congestion NAME   reno, cubic or bbr at both ends (default: the system's)
  --seed N            the same seed makes the same choices
  --mtu 1500          the longest packet, in bytes
  --ipv6              IPv6 too: fd00:1::1 and fd00:1::2
  --pcapng FILE       all packets, for Wireshark; each as it was sent and as it arrived
  --json              the run's records on standard output; what COMMAND prints goes to standard error
  --no-page           no page

  pnpm lab tcp-basics wire --delay 20ms --loss 2% --server 'nc -l 10.1.0.2 80' -- nc -N 10.1.0.2 80 < FILE

Exit status: that of COMMAND; 125 when the wire itself failed, 2 when the words were wrong`

const options = {
  server: { type: 'string', default: '' },
  delay: { type: 'string' },
  jitter: { type: 'string' },
  rate: { type: 'string' },
  queue: { type: 'string' },
  loss: { type: 'string' },
  reorder: { type: 'string' },
  duplicate: { type: 'string' },
  corrupt: { type: 'string' },
  rule: { type: 'string', multiple: true },
  congestion: { type: 'string', default: '' },
  seed: { type: 'string' },
  mtu: { type: 'string' },
  ipv6: { type: 'boolean', default: false },
  pcapng: { type: 'string' },
  json: { type: 'boolean', default: false },
  'no-page': { type: 'boolean', default: false },
} as const

export interface WireWords {
  request: WireRequest
  seed: number | undefined
  pcapng: string | undefined
  isJson: boolean
  hasPage: boolean
}

/** Reads the command's words. Throws {@link UsageError} for wrong ones, and says what would be right. */
export function requestOf(args: readonly string[]): WireWords {
  const at = args.indexOf('--')
  if (at < 0) throw new UsageError('what shall run? Put "-- COMMAND" at the end')
  const command = args.slice(at + 1)
  if (!isCommand(command)) throw new UsageError('nothing stands behind "--": put the command there')
  const { values } = parseArgs({ args: args.slice(0, at), options })
  const { rule: rules = [], json: isJson, pcapng, server } = values
  for (const text of rules) checkRule(text)
  return {
    request: {
      link: { ...linkOf(values), rules },
      command,
      server,
      congestion: congestionOf(values),
    },
    seed: wholeNumber('--seed', values.seed, 0xffffffff),
    pcapng,
    isJson,
    hasPage: !values['no-page'] && !isJson,
  }
}

/** The words by the options' names. */
type Words = Readonly<Record<string, unknown>>

function linkOf(words: Words) {
  const read = <T>(name: string, parse: (text: string) => Parsed<T>): T | undefined => {
    const text = words[name]
    if (typeof text !== 'string') return undefined
    const parsed = parse(text)
    if (!parsed.ok) throw new UsageError(`--${name}: ${parsed.message}`)
    return parsed.value
  }
  const link = {
    delayMs: read('delay', parseDelay),
    jitterMs: read('jitter', parseDelay),
    rateBitsPerSec: read('rate', parseRate),
    queueBytes: read('queue', parseSize),
    lossRatio: read('loss', parseRatio),
    reorderRatio: read('reorder', parseRatio),
    duplicateRatio: read('duplicate', parseRatio),
    corruptRatio: read('corrupt', parseRatio),
    mtuBytes: wholeNumber('--mtu', words.mtu, 65_535),
    hasIpv6: words.ipv6 === true,
  }
  const { delayMs = 0, jitterMs = 0, queueBytes, rateBitsPerSec } = link
  if (jitterMs > delayMs) {
    throw new UsageError(`--jitter can be at most --delay, which is ${delayMs} ms`)
  }
  if (queueBytes !== undefined && rateBitsPerSec === undefined) {
    throw new UsageError(
      '--queue without --rate: nothing waits in front of a link that takes no time',
    )
  }
  return link
}

const shortestMtuBytes = 68

function wholeNumber(name: string, text: unknown, most: number): number | undefined {
  if (text === undefined) return undefined
  const least = name === '--mtu' ? shortestMtuBytes : 0
  const value = /^\d{1,10}$/.test(String(text)) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UsageError(`${name} takes a whole number from ${least} to ${most}, not "${text}"`)
}

function congestionOf({ congestion }: Words): string {
  const known = ['', 'reno', 'cubic', 'bbr']
  if (known.includes(String(congestion))) return String(congestion)
  throw new UsageError(`--congestion is reno, cubic or bbr, not "${congestion}"`)
}

function checkRule(text: string): void {
  const parsed = parseRule(text)
  if (!parsed.ok) throw new UsageError(`--rule "${text}": ${parsed.message}`)
}

function isCommand(words: readonly string[]): words is [string, ...string[]] {
  return words[0] !== undefined && words[0] !== ''
}
