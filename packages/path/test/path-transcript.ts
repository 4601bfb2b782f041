import {
  type LinkOptions,
  Path,
  type PathEffect,
  type PathEvent,
  type PathView,
  seededRandom,
} from '../src/index.ts'

/** What happens to a path, and when. */
export type Script = readonly (readonly [atMs: number, event: PathEvent])[]

interface Played {
  lines: string[]
  effects: PathEffect[]
  view: PathView
  path: Path
}

/** A path on which `rules` are added at the start, their ids r1, r2 … */
export function pathWith(rules: readonly string[], link: LinkOptions = {}, seed = 1): Path {
  const path = new Path({ client: link, server: link, random: seededRandom(seed) })
  for (const [i, rule] of rules.entries()) path.on({ kind: 'rule-added', id: `r${i + 1}`, rule }, 0)
  return path
}

/** Plays a script in virtual time and goes on until the path waits for nothing. */
export function play(path: Path, script: Script): Played {
  const lines: string[] = []
  const effects: PathEffect[] = []
  const tell = (event: Parameters<Path['on']>[0], atMs: number) => {
    for (const effect of path.on(event, atMs)) {
      effects.push(effect)
      lines.push(`${atMs} ${lineOf(effect)}`)
    }
  }
  const passUntil = (untilMs: number) => {
    for (let at = path.nextDeadlineMs(); at !== undefined && at <= untilMs; ) {
      tell({ kind: 'time-reached' }, at)
      at = path.nextDeadlineMs()
    }
  }
  for (const [atMs, event] of script) {
    passUntil(atMs)
    tell(event, atMs)
  }
  passUntil(Number.POSITIVE_INFINITY)
  return { lines, effects, view: path.view(), path }
}

function lineOf(effect: PathEffect): string {
  if (effect.kind === 'tell-held') return `held ${effect.packetNo} by "${effect.rule}"`
  if (effect.kind === 'deliver-packet') {
    return `${effect.packetNo}${effect.copyNo === 2 ? ' again' : ''} arrives at ${effect.to}`
  }
  const { packetNo, fate, cause, rule, heldMs } = effect
  const why = [cause && `by ${cause}`, rule && `"${rule}"`, heldMs !== undefined && `${heldMs} ms`]
  return [packetNo, fate, ...why].filter(Boolean).join(' ')
}

/** Sends packets one after the other, one each millisecond. */
export function sends(from: 'client' | 'server', packets: readonly Uint8Array[], atMs = 0): Script {
  return packets.map((packet, i) => [atMs + i, { kind: 'packet-sent', from, packet }] as const)
}

/** The numbers of the packets that met a fate, or were held. */
export function numbersOf(effects: readonly PathEffect[], fate: string): number[] {
  return effects
    .filter((effect) =>
      effect.kind === 'tell-fate'
        ? effect.fate === fate
        : fate === 'held' && effect.kind === 'tell-held',
    )
    .map(({ packetNo }) => packetNo)
}
