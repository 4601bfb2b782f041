import { findSourceMap, SourceMap } from 'node:module'

/**
 * Makes a stack say `cell 3:9:5` and `src/x.ts:16:9`, as they were written, and leave out the kernel.
 * A cell is compiled twice before it runs (TypeScript to JavaScript, its imports to `require`), so a
 * place in it goes through two source maps.
 */
export class CellStacks {
  #cell = 0
  /** Of the code that was compiled last: the second step's map, then the first's. */
  #compiled: SourceMap[] = []
  readonly #byFile = new Map<string, SourceMap[]>()

  /** Wraps tslab's `createExecutor`: counts cells as Jupyter does, those that failed too. */
  counting(createExecutor: CreateExecutor): CreateExecutor {
    return (...args) => {
      const executor = createExecutor(...args)
      const { execute } = executor
      executor.execute = (source) => {
        this.#cell++
        return execute(source)
      }
      return executor
    }
  }

  /** Wraps the compiler's `transpileModule`, tslab's second step: keeps the maps of both steps. */
  mapping(transpileModule: TranspileModule): TranspileModule {
    return (source, options) => {
      const [code = '', firstMap] = source.split(inlineMap)
      const compilerOptions = { ...options.compilerOptions, sourceMap: true }
      const result = transpileModule(code, { ...options, compilerOptions })
      const json = Buffer.from(firstMap ?? '', 'base64').toString()
      this.#compiled = [result.sourceMapText ?? '', json].filter(Boolean).map(readMap)
      return { ...result, outputText: result.outputText.replace(/\n\/\/# sourceMapping.*\s*$/, '') }
    }
  }

  /** Wraps `vm.runInThisContext`: what can be interrupted is a cell, and gets its number as a name. */
  naming(runInThisContext: RunInThisContext): RunInThisContext {
    return (code, options) => {
      if (!options?.breakOnSigint) return runInThisContext(code, options)
      const filename = `cell ${this.#cell}`
      this.#byFile.set(filename, this.#compiled)
      // Else node:vm writes the compiled line above the stack, which already says where.
      return runInThisContext(code, { ...options, filename, displayErrors: false })
    }
  }

  /** For `Error.prepareStackTrace`. */
  readonly prepare = (error: Error, sites: NodeJS.CallSite[]): string => {
    // The function that tslab wraps around a cell is called by node:vm; its line is not the learner's.
    const own = sites.filter(
      (site, nth) => !isKernels(site) && sites[nth + 1]?.getFileName() !== 'node:vm',
    )
    const lines = own.map((site) => this.#lineOf(site))
    return [Error.prototype.toString.call(error), ...lines].join('\n    at ')
  }

  #lineOf(site: NodeJS.CallSite): string {
    const file = site.getFileName() ?? ''
    const place = { line: site.getLineNumber() ?? 0, column: site.getColumnNumber() ?? 0 }
    const written = this.#mapsOf(file).reduce(through, place)
    return (
      site
        .toString()
        .replace(`:${place.line}:${place.column}`, `:${written.line}:${written.column}`)
        // The kernel keeps a notebook's names in a Proxy.
        .replace(/^Proxy\./, '')
    )
  }

  #mapsOf(file: string): SourceMap[] {
    const map = this.#byFile.get(file) ?? findSourceMap(file)
    return Array.isArray(map) ? map : map ? [map] : []
  }
}

const inlineMap = /\/\/# sourceMappingURL=data:[^,]*;base64,(\S+)\s*/

function readMap(json: string): SourceMap {
  return new SourceMap(JSON.parse(json))
}

interface PlaceInCode {
  /** Both from 1, as people count. */
  line: number
  column: number
}

/** tslab puts a line of its own before a cell, which only the first step's map knows of. */
function through(place: PlaceInCode, map: SourceMap): PlaceInCode {
  const entry = map.findEntry(place.line - 1, place.column - 1)
  if (!('originalLine' in entry)) return place
  const ownLines = entry.originalSource.endsWith('__tslab__.ts') ? 1 : 0
  return { line: entry.originalLine + 1 - ownLines, column: entry.originalColumn + 1 }
}

function isKernels(site: NodeJS.CallSite): boolean {
  return /^node:vm$|\/(tslab|tsx)\/dist\/|\/cell-stack\.ts$/.test(site.getFileName() ?? '')
}

type CreateExecutor = (...args: unknown[]) => { execute(source: string): Promise<boolean> }

type TranspileModule = (
  source: string,
  options: { compilerOptions?: object },
) => { outputText: string; sourceMapText?: string }

type RunInThisContext = (
  code: string,
  options?: { breakOnSigint?: boolean; filename?: string; displayErrors?: boolean },
) => unknown
