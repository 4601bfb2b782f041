/** What the address points at: the home page, a run, or one record of a run. */
export interface Place {
  run?: string
  n?: number
}

/** Reads `#run=<run>&n=<n>`; anything else, and a number that no record can have, is left out. */
export function parseHash(hash: string): Place {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const run = fields.get('run')
  if (!run) return {}
  const n = Number(fields.get('n'))
  return Number.isSafeInteger(n) && n >= 1 ? { run, n } : { run }
}

export function hashOf(place: Place): string {
  if (!place.run) return '#home'
  const run = `#run=${encodeURIComponent(place.run)}`
  return place.n === undefined ? run : `${run}&n=${place.n}`
}
