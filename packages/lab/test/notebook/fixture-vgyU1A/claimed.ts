import type { Truth } from '@socket-labs/trace'

export interface Claimed {
  truth: Truth
}

export function claimed(): Claimed {
  return { truth: 'K' }
}

export function fail(): never {
  throw new Error('from a file')
}
