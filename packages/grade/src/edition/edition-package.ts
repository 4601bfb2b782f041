import { posix } from 'node:path'

interface Package {
  scripts?: Record<string, string>
  imports?: Record<string, unknown>
}

/** Commands of those who build the course. They need what an edition leaves out. */
const maintainersScripts = ['check', 'format', 'bench', 'soak', 'edition']
const shortCheck = 'node --import tsx packages/grade/src/cli/edition.ts --check'

/**
 * A package.json as it stands in an edition: `test` of the root is a short check, scripts and conditions
 * that name what is not there are gone. Dependencies stay, so that the lockfile stays valid.
 * `isThere` tells whether the edition holds a file or folder, by its path from the root.
 */
export function editionPackage(
  text: string,
  folder: string,
  isThere: (path: string) => boolean,
): string {
  const whole = JSON.parse(text) as Package
  if (whole.scripts) whole.scripts = scriptsOf(whole.scripts, folder, isThere)
  if (whole.imports) {
    const targetIsThere = (target: string) =>
      isThere(posix.join(folder, target.replace(/\/[^/]*\*.*$/, '')))
    const kept = withoutDangling(whole.imports, targetIsThere)
    whole.imports = (kept ?? {}) as Record<string, unknown>
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}

function scriptsOf(
  scripts: Record<string, string>,
  folder: string,
  isThere: (path: string) => boolean,
): Record<string, string> {
  const isKept = ([name, command]: [string, string]) => {
    if (name === 'test' || maintainersScripts.includes(name)) return false
    const file = /\S+\.ts\b/.exec(command)?.[0]
    return file === undefined || isThere(posix.join(folder, file))
  }
  const kept = Object.fromEntries(Object.entries(scripts).filter(isKept))
  return folder === '' ? { ...kept, test: shortCheck } : kept
}

/** Leaves out every condition whose target is not there; undefined when nothing is left. */
function withoutDangling(value: unknown, isThere: (target: string) => boolean): unknown {
  if (typeof value === 'string')
    return value.startsWith('./') && !isThere(value) ? undefined : value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const kept = Object.entries(value)
    .map(([name, inner]) => [name, withoutDangling(inner, isThere)] as const)
    .filter(([, inner]) => inner !== undefined)
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}
