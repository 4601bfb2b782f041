/** A whole number with its thousands apart: `81 920`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(count)
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ')
}

/** `1 byte`, `81 920 bytes`. */
export function formatBytes(bytes: number): string {
  return plural(bytes, 'byte')
}

/** `1 write`, `12 writes`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** About how many bytes, in a few characters: `512 B`, `53 kB`, `1.5 MB`; k is 1 000. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB']
  return `${Number(size.toPrecision(size < 10 ? 2 : 3))} ${unit}`
}

/** How long something took: `0.4 ms`, `412 ms`, `1.25 s`, `2 min 14 s`. */
export function formatDuration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return 'for ever'
  if (durationMs < 10) return `${Number(durationMs.toFixed(1))} ms`
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  const seconds = durationMs / 1000
  if (seconds < 120) return `${Number(seconds.toFixed(2))} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/**
 * How the times of one picture or table are written: ms since the run's start, all with as many decimals
 * (two at most) as the largest, `longestMs`, leaves room for in `characters`.
 */
export function timeFormatFor(longestMs: number, characters: number): (tMs: number) => string {
  let decimals = longestMs < 1000 ? 2 : longestMs < 100_000 ? 1 : 0
  while (decimals > 0 && longestMs.toFixed(decimals).length > characters) decimals--
  return (tMs) => (Number.isFinite(tMs) ? tMs.toFixed(decimals) : '?')
}

/** The largest time among records, ms; 0 where there are none. */
export function longestTimeMs(records: readonly { tMs: number }[]): number {
  let longestMs = 0
  for (const { tMs } of records) if (tMs > longestMs) longestMs = tMs
  return longestMs
}
