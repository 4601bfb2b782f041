/** How numbers, sizes and times are written on the page. */

const thinSpace = '\u202f'

/** 12345 → `12 345`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, thinSpace)
}

/** Milliseconds with two places, as in the record list's time column: `1 234.50`. */
export function formatMs(ms: number): string {
  const [whole = '0', part] = Math.abs(ms).toFixed(2).split('.')
  const sign = ms < 0 ? '−' : ''
  return `${sign}${whole.replace(/\B(?=(\d{3})+(?!\d))/g, thinSpace)}.${part}`
}

/** How long something took: `28.31 ms`, `16.07 s`. */
export function formatDuration(ms: number): string {
  return ms < 1000 ? `${formatMs(ms)}${thinSpace}ms` : `${formatMs(ms / 1000)}${thinSpace}s`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes}${thinSpace}B`
  const units = ['KiB', 'MiB', 'GiB']
  let value = bytes / 1024
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${thinSpace}${units[unit]}`
}

/** `1 record`, `2 records`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** When a run was, seen from `now`: `today 14:05`, `yesterday 09:30`, else `3 Nov 14:05`. */
export function formatWhen(iso: string, now: Date): string {
  const then = new Date(iso)
  if (Number.isNaN(then.getTime())) return 'at an unknown time'
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = `${two(then.getHours())}:${two(then.getMinutes())}`
  const days = Math.round((dayOf(now) - dayOf(then)) / 86_400_000)
  if (days === 0) return `today ${clock}`
  if (days === 1) return `yesterday ${clock}`
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
  const year = then.getFullYear() === now.getFullYear() ? '' : ` ${then.getFullYear()}`
  return `${then.getDate()} ${months[then.getMonth()]}${year} ${clock}`
}

function dayOf(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

/** At most `most` characters, with a mark where something was cut. */
export function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`
}
