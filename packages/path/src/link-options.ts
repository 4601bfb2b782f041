/** How bad a link is. Left out means perfect: no delay, and every packet once, in order. */
export interface LinkOptions {
  /** One way, from the moment a packet is sent. */
  delayMs?: number
  /** Each packet's delay is drawn evenly from `delayMs` ± this; at most `delayMs`. Packets may overtake. */
  jitterMs?: number
  /** The part of all packets that is lost, 0 to 1; each on its own. */
  lossRatio?: number
  /** The part of all packets that is held back by `reorderMs`, so that later ones overtake them. */
  reorderRatio?: number
  /** Twice `delayMs` unless told, and never below 1. */
  reorderMs?: number
  /** The part of all packets that arrives twice. The copy's delay is drawn on its own. */
  duplicateRatio?: number
}

const times = ['delayMs', 'jitterMs', 'reorderMs'] as const
const ratios = ['lossRatio', 'reorderRatio', 'duplicateRatio'] as const

/** Fills in what was left out. Throws a RangeError that names the option when one is out of bounds. */
export function completeOptions(options: LinkOptions): Required<LinkOptions> {
  const { delayMs = 0, jitterMs = 0, reorderMs = Math.max(1, 2 * delayMs) } = options
  const { lossRatio = 0, reorderRatio = 0, duplicateRatio = 0 } = options
  const all = { delayMs, jitterMs, reorderMs, lossRatio, reorderRatio, duplicateRatio }
  for (const name of times) {
    const isTime = Number.isFinite(all[name]) && all[name] >= 0
    if (!isTime) throw new RangeError(`${name}: expected 0 or more milliseconds, got ${all[name]}`)
  }
  for (const name of ratios) {
    const isRatio = all[name] >= 0 && all[name] <= 1
    if (!isRatio) throw new RangeError(`${name}: expected 0 to 1, got ${all[name]}`)
  }
  if (jitterMs > delayMs) {
    throw new RangeError(`jitterMs: expected at most delayMs (${delayMs}), got ${jitterMs}`)
  }
  return all
}
