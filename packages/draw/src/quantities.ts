/** A whole number with its thousands apart: `81 920`. */
export function formatCount(count: number): string {
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

/** How long something took: `0.4 ms`, `412 ms`, `1.25 s`, `2 min 14 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 10) return `${Number(durationMs.toFixed(1))} ms`
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  const seconds = durationMs / 1000
  if (seconds < 120) return `${Number(seconds.toFixed(2))} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** Milliseconds since the run's start for a time column: `12.34`; from 100 s on without decimals. */
export function formatTimeMs(tMs: number): string {
  if (!Number.isFinite(tMs)) return '?'
  if (Math.abs(tMs) < 100_000) return tMs.toFixed(tMs < 1000 ? 2 : 1)
  return tMs.toFixed(0)
}
