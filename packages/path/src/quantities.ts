/** A quantity that was read from words, or what was expected instead. */
export type Parsed<Value> = { ok: true; value: Value } | { ok: false; message: string }

interface Quantity {
  /** What is measured, for the message: `a rate`. */
  what: string
  example: string
  /** By its name in lower case: how it is written, and how many of the smallest it is. */
  units: Record<string, { name: string; size: number }>
}

const rates: Quantity = {
  what: 'a rate',
  example: '20mbit',
  units: {
    bit: { name: 'bit', size: 1 },
    kbit: { name: 'kbit', size: 1e3 },
    mbit: { name: 'mbit', size: 1e6 },
    gbit: { name: 'gbit', size: 1e9 },
  },
}
const delays: Quantity = {
  what: 'a time',
  example: '20ms',
  units: {
    us: { name: 'us', size: 1e-3 },
    ms: { name: 'ms', size: 1 },
    s: { name: 's', size: 1e3 },
  },
}
const sizes: Quantity = {
  what: 'a size',
  example: '100kB',
  units: {
    b: { name: 'B', size: 1 },
    kb: { name: 'kB', size: 1e3 },
    mb: { name: 'MB', size: 1e6 },
    gb: { name: 'GB', size: 1e9 },
  },
}

/** `20mbit` → bits per second, more than 0. Units are decimal: bit, kbit, mbit, gbit. */
export function parseRate(text: string): Parsed<number> {
  const rate = parseWithUnit(text, rates)
  if (rate.ok && rate.value === 0) return fail('a rate above 0, such as 20mbit', text)
  return rate
}

/** `20ms` → milliseconds, 0 or more. Units: us, ms, s. */
export function parseDelay(text: string): Parsed<number> {
  return parseWithUnit(text, delays)
}

/** `100kB` → bytes, a whole number. Units are decimal: B, kB, MB, GB. */
export function parseSize(text: string): Parsed<number> {
  const size = parseWithUnit(text, sizes)
  if (size.ok && !Number.isInteger(size.value)) return fail('whole bytes', text)
  return size
}

/** `0.01` or `1%` → 0 to 1. */
export function parseRatio(text: string): Parsed<number> {
  const [, digits, percent] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(text) ?? []
  if (digits === undefined) return fail('a part of all, such as 0.01 or 1%', text)
  const value = percent === '%' ? Number(digits) / 100 : Number(digits)
  return value <= 1 ? { ok: true, value } : fail('0 to 1, or 0% to 100%', text)
}

function parseWithUnit(text: string, quantity: Quantity): Parsed<number> {
  const { what, example, units } = quantity
  const [, digits, unitText = ''] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(\S*)\s*$/.exec(text) ?? []
  if (digits === undefined) return fail(`${what}, such as ${example}`, text)
  const unitName = unitText.toLowerCase()
  const unit = Object.hasOwn(units, unitName) ? units[unitName] : undefined
  if (unit === undefined) {
    const names = Object.values(units).map(({ name }) => name)
    return fail(`${what} with its unit (${names.join(', ')}), such as ${example}`, text)
  }
  // A small b means bits to some and bytes to others: no guessing.
  if (quantity === sizes && unitText !== unit.name) return fail(`${digits}${unit.name}`, text)
  const value = inSmallest(digits, unit.size)
  return Number.isFinite(value) ? { ok: true, value } : fail(`${what} that is not endless`, text)
}

/** 0.1 kB is 100 bytes, whatever 0.1 is in binary. */
function inSmallest(digits: string, size: number): number {
  const value = Number(digits) * size
  return Number.isInteger(value) ? value : Number(value.toPrecision(15))
}

function fail(expected: string, text: string): { ok: false; message: string } {
  return { ok: false, message: `expected ${expected}, got ${JSON.stringify(text)}` }
}
