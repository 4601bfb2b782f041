/** What SYNs are to say: any, and some whose checksums are odd. */
import type { CaseRun } from '@socket-labs/grade'
import { checksumOf, ipSum, tcpSum } from './open-11-checksums.ts'

export interface End {
  address: string
  port: number
}

export interface SynOptions {
  mssBytes?: number
  windowScale?: number
  sackPermitted?: true
  timestampValue?: number
}

export interface SynPlan {
  from: End
  to: End
  identification: number
  isn: number
  window: number
  options: SynOptions
}

/** A SYN that a Linux kernel sent: the one of the assignment. */
export const realPlan: SynPlan = {
  from: { address: '10.1.0.1', port: 36692 },
  to: { address: '10.1.0.2', port: 80 },
  identification: 0xab82,
  isn: 4176127464,
  window: 64240,
  options: { mssBytes: 1460, sackPermitted: true, timestampValue: 792851386, windowScale: 10 },
}

/** What stood in the checksum fields of the real SYN. */
export const realChecksums = { ip: 0x7b35, tcp: 0xe793 }

/** Fields of which each says where it stands: its bytes differ from each other. */
export function anyPlan({ random }: CaseRun, options: SynOptions = {}): SynPlan {
  const number16 = () => 0x100 * random.between(0x81, 0xff) + random.between(1, 0x7f)
  const address = (first: number) =>
    [first, random.between(1, 40), random.between(41, 99), random.between(100, 254)].join('.')
  return {
    from: { address: address(10), port: number16() },
    to: { address: address(11), port: number16() },
    identification: number16(),
    isn: 0x10000 * number16() + number16(),
    window: number16(),
    options,
  }
}

/** Everything at its largest, or near it. */
export function highPlan(run: CaseRun): SynPlan {
  const { random } = run
  return {
    from: { address: `223.255.255.${random.between(200, 254)}`, port: 65535 },
    to: { address: `203.200.255.${random.between(128, 254)}`, port: 65534 },
    identification: 65535,
    isn: 2 ** 32 - random.between(1, 9),
    window: 65535,
    options: {
      mssBytes: 65495,
      windowScale: 14,
      timestampValue: 2 ** 32 - random.between(1, 9),
    },
  }
}

/** The carry of both sums leaves another one when it is added. */
export function foldsTwice(run: CaseRun): SynPlan {
  return withSums(run, (sum) => (sum & 0xffff) + Math.floor(sum / 0x10000) > 0xffff)
}

/** Both checksums are 0. */
export function comesOutZero(run: CaseRun): SynPlan {
  return withSums(run, (sum) => checksumOf(sum) === 0)
}

/** Without options there is one way to write a SYN, so its sums are known. */
function withSums(run: CaseRun, isWanted: (sum: number) => boolean): SynPlan {
  const plan = anyPlan(run)
  const identification = added(ipSum({ ...plan, identification: 0 }), isWanted)
  return { ...plan, identification, window: added(tcpSum({ ...plan, window: 0 }), isWanted) }
}

/** The first number of 16 bits with which the sum is such a one: every SYN has some. */
function added(sum: number, isWanted: (sum: number) => boolean): number {
  let number = 0
  while (number < 0xffff && !isWanted(sum + number)) number++
  return number
}

export function anyOptions({ random }: CaseRun): SynOptions {
  const options: SynOptions = {}
  const isIn = () => random.between(0, 2) > 0
  if (isIn()) options.mssBytes = random.between(1, 65535)
  if (isIn()) options.windowScale = random.between(0, 14)
  if (isIn()) options.sackPermitted = true
  if (isIn()) options.timestampValue = random.between(0, 2 ** 32 - 1)
  return options
}
