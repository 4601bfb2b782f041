/**
 * Loss in bursts, after Gilbert and Elliott: the link is good or bad, and may change with each packet.
 * It starts good. The mean burst is 1 / `leaveRatio` packets long; the part of all packets in bursts is
 * `enterRatio` / (`enterRatio` + `leaveRatio`).
 */
export interface BurstLoss {
  /** How likely a good link turns bad at a packet, 0 to 1. */
  enterRatio: number
  /** How likely a bad link turns good again at a packet, 0 to 1. */
  leaveRatio: number
  /** The part of the packets that a bad link loses, 0 to 1; 1, all of them, unless told. */
  lossRatio?: number
}

/** How bad a link is. Left out means perfect: no delay, and every packet once, in order. */
export interface LinkOptions {
  /** One way, from the moment a packet has left the queue whole. */
  delayMs?: number
  /** Each packet's delay is drawn evenly from `delayMs` ± this; at most `delayMs`. Packets may overtake. */
  jitterMs?: number
  /** Above 0. A packet takes its bits / this to be sent, one after the other. Endless unless told. */
  rateBitsPerSec?: number
  /**
   * How much may wait for its turn at the rate; what does not fit is dropped (drop-tail). A packet that
   * finds the link idle never waits, so it always fits. Endless unless told.
   */
  queueBytes?: number
  queuePackets?: number
  /** The part of all packets that is lost, 0 to 1; each on its own. */
  lossRatio?: number
  /** Besides: losses that come in bursts. */
  burstLoss?: BurstLoss
  /** The part of all packets that is held back by `reorderMs`, so that later ones overtake them. */
  reorderRatio?: number
  /** Twice `delayMs` unless told, and never below 1. */
  reorderMs?: number
  /** The part of all packets that arrives twice. The copy's delay is drawn on its own. */
  duplicateRatio?: number
  /** The part of all packets that is changed on the way. */
  corruptRatio?: number
}

export type CompleteOptions = Required<Omit<LinkOptions, 'burstLoss'>> & {
  burstLoss: Required<BurstLoss> | undefined
}

const times = ['delayMs', 'jitterMs', 'reorderMs'] as const
const ratios = ['lossRatio', 'reorderRatio', 'duplicateRatio', 'corruptRatio'] as const
const burstRatios = ['enterRatio', 'leaveRatio', 'lossRatio'] as const
const bounds = ['queueBytes', 'queuePackets'] as const

/** Fills in what was left out. Throws a RangeError that names the option when one is out of bounds. */
export function completeOptions(options: LinkOptions): CompleteOptions {
  const all = withDefaults(options)
  for (const name of times) {
    const isTime = Number.isFinite(all[name]) && all[name] >= 0
    if (!isTime) throw new RangeError(`${name}: expected 0 or more milliseconds, got ${all[name]}`)
  }
  for (const name of ratios) requireRatio(name, all[name])
  const { burstLoss } = all
  if (burstLoss) for (const name of burstRatios) requireRatio(`burstLoss.${name}`, burstLoss[name])
  for (const name of bounds) {
    if (!(all[name] >= 0)) throw new RangeError(`${name}: expected 0 or more, got ${all[name]}`)
  }
  if (!(all.rateBitsPerSec > 0)) {
    throw new RangeError(`rateBitsPerSec: expected more than 0, got ${all.rateBitsPerSec}`)
  }
  if (all.jitterMs > all.delayMs) {
    throw new RangeError(`jitterMs: expected at most delayMs (${all.delayMs}), got ${all.jitterMs}`)
  }
  return all
}

function withDefaults(options: LinkOptions): CompleteOptions {
  const endless = Number.POSITIVE_INFINITY
  const { delayMs = 0, jitterMs = 0, reorderMs = Math.max(1, 2 * delayMs) } = options
  const { rateBitsPerSec = endless, queueBytes = endless, queuePackets = endless } = options
  const { lossRatio = 0, reorderRatio = 0, duplicateRatio = 0, corruptRatio = 0 } = options
  const burstLoss = options.burstLoss && { lossRatio: 1, ...options.burstLoss }
  const shape = { delayMs, jitterMs, reorderMs, rateBitsPerSec, queueBytes, queuePackets }
  return { ...shape, lossRatio, burstLoss, reorderRatio, duplicateRatio, corruptRatio }
}

function requireRatio(name: string, ratio: number): void {
  const isRatio = ratio >= 0 && ratio <= 1
  if (!isRatio) throw new RangeError(`${name}: expected 0 to 1, got ${ratio}`)
}
