import { runFramingBench } from './framing/bench.ts'
import { runLogBench } from './log/bench.ts'
import { runWireBench } from './wire/bench.ts'

/** `pnpm bench [name] [--json]`: figures, each beside its peer in the same run. */
export interface Figure {
  what: string
  value: number
  unit: string
  /** What it is measured against, with its version, and the ratio to it. */
  peer?: string
  ratio?: number
  note?: string
}

const benches: Record<string, () => Promise<Figure[]>> = {
  framing: runFramingBench,
  log: runLogBench,
  wire: runWireBench,
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const isJson = process.argv.includes('--json')
const unknown = words.find((word) => !(word in benches))
if (unknown || process.argv.includes('--help')) {
  process.stderr.write(`pnpm bench [${Object.keys(benches).join('|')}] [--json]\n`)
  process.exit(unknown ? 2 : 0)
}

for (const name of words.length > 0 ? words : Object.keys(benches)) {
  process.stderr.write(`${name}: measuring …\n`)
  const figures = (await benches[name]?.()) ?? []
  if (isJson) process.stdout.write(`${JSON.stringify({ bench: name, figures })}\n`)
  else for (const figure of figures) process.stdout.write(`${line(figure)}\n`)
}
process.exit(0)

function line({ what, value, unit, peer, ratio, note }: Figure): string {
  const number = value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 })
  const against = ratio === undefined ? '' : `   ${ratio.toFixed(2)} × ${peer}`
  return `${what.padEnd(56)} ${number.padStart(12)} ${unit.padEnd(12)}${against}${note ? `   (${note})` : ''}`
}
