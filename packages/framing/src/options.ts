import { OptionError } from './fault.ts'

/** Each names the option in an {@link OptionError} unless its value is what is expected. */
export function checkedOneOf<T>(field: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value
  throw new OptionError(field, `expected ${allowed.join(' or ')}, got ${JSON.stringify(value)}`)
}

export function checkedInteger(field: string, value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw new OptionError(field, `expected a whole number, got ${JSON.stringify(value)}`)
}

export function checkedCount(field: string, value: number, least = 0): number {
  if (Number.isSafeInteger(value) && value >= least) return value
  const got = JSON.stringify(value)
  throw new OptionError(field, `expected a whole number from ${least}, got ${got}`)
}

export function checkedBoolean(field: string, value: boolean): boolean {
  if (typeof value === 'boolean') return value
  throw new OptionError(field, `expected true or false, got ${JSON.stringify(value)}`)
}

export function checkedByte(field: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 255) return value
  throw new OptionError(field, `expected a byte, 0 to 255, got ${JSON.stringify(value)}`)
}
