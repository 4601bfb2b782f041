import { dirname, relative } from 'node:path'

/**
 * Wraps the compiler's `createWatchCompilerHost`, so that a notebook's cells are checked strictly and
 * may import what the workspace's own files may: `.ts` paths, packages by name, their `exports` maps.
 */
export function workspaceCompilerHost(createHost: CreateHost, compiler: Compiler): CreateHost {
  return (rootFiles, options, system, ...rest) => {
    const folder = system.getCurrentDirectory()
    const workspaceOptions = { ...options, ...workspaceRules(compiler) }
    const host = createHost(rootFiles, workspaceOptions, system, ...rest)
    const resolve = cachedResolution(compiler, system, folder)
    host.resolveModuleNameLiterals = (literals, importer, _redirect, resolved) =>
      literals.map(({ text }) => ({ resolvedModule: resolve(text, importer, resolved) }))
    // Found imports stay where they are; asking for all of them again costs 0.2–0.5 s a cell.
    host.hasInvalidatedResolutions = () => false
    host.watchFile = watchedInside(folder, host.watchFile)
    host.createProgram = dependingInside(folder, host.createProgram)
    return host
  }
}

function workspaceRules(compiler: Compiler): Record<string, unknown> {
  return {
    strict: true,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    moduleResolution: compiler.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    inlineSourceMap: true,
  }
}

/** Remembers what was found, never what was not: the learner may be about to write that file. */
function cachedResolution(compiler: Compiler, system: unknown, folder: string) {
  const found = new Map<string, ResolvedModule>()
  return (name: string, importer: string, options: unknown): ResolvedModule | undefined => {
    const key = `${dirname(importer)}\0${name}`
    const known = found.get(key)
    if (known) return known
    const { resolvedModule } = compiler.resolveModuleName(name, importer, options, system)
    if (!resolvedModule) return undefined
    // tslab writes JavaScript for every file that is not external, and refuses files outside the folder.
    if (isOutside(folder, resolvedModule.resolvedFileName)) {
      resolvedModule.isExternalLibraryImport = true
    }
    // A cell's types are written down for the next cell; by its link in node_modules a type that its
    // package does not export has no name ("cannot be named"), by its file it has.
    if (!resolvedModule.resolvedFileName.includes('/node_modules/')) {
      resolvedModule.originalPath = undefined
    }
    found.set(key, resolvedModule)
    return resolvedModule
  }
}

/** Files outside the folder are loaded once, by `require`: watching them could only let types and code differ. */
function watchedInside(folder: string, watchFile: WatchFile): WatchFile {
  return (path, ...rest) =>
    isOutside(folder, path) ? { close: () => {} } : watchFile(path, ...rest)
}

/** tslab checks every file that a cell depends on, for every cell; the workspace's own are checked elsewhere. */
function dependingInside(folder: string, createProgram: CreateProgram): CreateProgram {
  return (...args) => {
    const program = createProgram(...args)
    const all = program.getAllDependencies
    program.getAllDependencies = (file) => all(file).filter((path) => !isOutside(folder, path))
    return program
  }
}

function isOutside(folder: string, path: string): boolean {
  return relative(folder, path).startsWith('..')
}

/** As much of the compiler's interface as is used here; tslab carries a TypeScript of its own. */
interface Compiler {
  ModuleResolutionKind: { Bundler: number }
  resolveModuleName(
    name: string,
    importer: string,
    options: unknown,
    system: unknown,
  ): { resolvedModule?: ResolvedModule }
}

type CreateHost = (
  rootFiles: string[],
  options: Record<string, unknown>,
  system: { getCurrentDirectory(): string },
  ...rest: unknown[]
) => CompilerHost

interface CompilerHost {
  resolveModuleNameLiterals?: (
    literals: readonly { text: string }[],
    importer: string,
    redirect: unknown,
    options: unknown,
  ) => { resolvedModule: ResolvedModule | undefined }[]
  hasInvalidatedResolutions?: () => boolean
  watchFile: WatchFile
  createProgram: CreateProgram
}

type CreateProgram = (...args: unknown[]) => {
  getAllDependencies: (file: unknown) => readonly string[]
}

interface ResolvedModule {
  resolvedFileName: string
  isExternalLibraryImport?: boolean
  /** The path before links were followed. */
  originalPath?: string | undefined
}

type WatchFile = (path: string, ...rest: unknown[]) => { close(): void }
