import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const packageDir = fileURLToPath(new URL('.', import.meta.url))
const packagesDir = join(packageDir, '..')

/** Everything that the built page is made of, seen from `packages/`. */
const sources = [
  'viewer/build.ts',
  'viewer/index.html',
  'viewer/package.json',
  'viewer/public',
  'viewer/src',
  'draw/package.json',
  'draw/src',
  'trace/package.json',
  'trace/src',
  'wire/package.json',
  'wire/src',
]

/** Builds kept beside the newest: a page started earlier may still be served from them. */
const olderBuildsKept = 2

export interface BuildOptions {
  log(line: string): void
  /** Where builds are kept. */
  distDir?: string
}

/**
 * Returns the absolute folder of the built page, building it first when its sources changed.
 *
 * A build lives in `dist/<hash of its sources>`: nobody ever writes into a finished folder, so two
 * processes may build at once and a running server keeps the files that it started with.
 */
export async function ensureBuilt(options: BuildOptions): Promise<string> {
  const distDir = options.distDir ?? join(packageDir, 'dist')
  const hash = await hashOfSources()
  const target = join(distDir, hash)
  if (await exists(join(target, 'index.html'))) return target
  await mkdir(distDir, { recursive: true })
  const workDir = await mkdtemp(join(distDir, '.building-'))
  try {
    const startedAt = performance.now()
    await build(workDir)
    // Somebody saved a file meanwhile: what was built is neither the old page nor the new one.
    if ((await hashOfSources()) !== hash) return await ensureBuilt(options)
    await publish(workDir, target)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    options.log(`built the page in ${seconds} s`)
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
  await removeOldBuilds(distDir, target)
  return target
}

async function build(outDir: string): Promise<void> {
  const vite = await import('vite')
  await vite.build({
    configFile: false,
    root: packageDir,
    base: './',
    // The same page whoever builds it, a test included.
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { outDir, emptyOutDir: false, modulePreload: false, assetsInlineLimit: 0 },
  })
}

/** A rename is one step; when another process was faster its build is the same, and ours is dropped. */
async function publish(workDir: string, target: string): Promise<void> {
  try {
    await rename(workDir, target)
  } catch (error) {
    if (!(await exists(join(target, 'index.html')))) throw error
  }
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of await filesUnder(join(packagesDir, source))) {
      hash.update(relative(packagesDir, file)).update('\0')
      hash.update(await readFile(file)).update('\0')
    }
  }
  return hash.digest('hex').slice(0, 16)
}

async function filesUnder(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Keeps the newest builds, and work folders young enough to be in use. */
async function removeOldBuilds(distDir: string, current: string): Promise<void> {
  const now = new Date()
  await utimes(current, now, now)
  const builds: { path: string; ageMs: number; isWork: boolean }[] = []
  for (const name of await readdir(distDir)) {
    const path = join(distDir, name)
    const made = await stat(path).catch(() => undefined)
    if (!made || path === current) continue
    builds.push({
      path,
      ageMs: now.getTime() - made.mtimeMs,
      isWork: name.startsWith('.building-'),
    })
  }
  const finished = builds.filter((one) => !one.isWork).sort((a, b) => a.ageMs - b.ageMs)
  const abandoned = builds.filter((one) => one.isWork && one.ageMs > 3_600_000)
  for (const old of [...finished.slice(olderBuildsKept), ...abandoned]) {
    await rm(old.path, { recursive: true, force: true })
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
