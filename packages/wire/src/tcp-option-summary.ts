import type { TcpOption } from './tcp-option.ts'

/** The options of a segment by name: what they say, not how they stand. */
export interface TcpOptionSummary {
  mssBytes?: number
  /** Windows are to be shifted so far to the left. */
  windowScale?: number
  sackPermitted?: true
  /** `[left, right)`, at most four as a rule. */
  sack?: [left: number, right: number][]
  timestamp?: { value: number; echo: number }
}

/** What the options say. Of one that stands twice the first counts; padding and unknown ones are left out. */
export function summarizeTcpOptions(options: readonly TcpOption[]): TcpOptionSummary {
  const summary: TcpOptionSummary = {}
  for (const option of options) {
    if (option.kind === 'mss') summary.mssBytes ??= option.mssBytes
    else if (option.kind === 'window-scale') summary.windowScale ??= option.shift
    else if (option.kind === 'sack-permitted') summary.sackPermitted = true
    else if (option.kind === 'sack') summary.sack ??= option.blocks
    else if (option.kind === 'timestamps') {
      summary.timestamp ??= { value: option.value, echo: option.echo }
    }
  }
  return summary
}
