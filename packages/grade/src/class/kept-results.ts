import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GradeResult } from '../result.ts'

/** A learner's result as it is kept, under the key of what it was made from. */
export interface KeptResult {
  key: string
  gradedAt: string
  result: GradeResult
}

/** The folder in which a class's results are kept, so that a second run does only what is left. */
export class KeptResults {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** In the first of these folders that can be made. Rejects when none can. */
  static async open(folders: readonly string[]): Promise<KeptResults> {
    let reason: unknown
    for (const folder of folders) {
      try {
        await mkdir(folder, { recursive: true })
        await writeFile(join(folder, '.gitignore'), '*\n')
        return new KeptResults(folder)
      } catch (error) {
        reason = error
      }
    }
    throw reason
  }

  /** The seed of the run before, so that it can go on with the same cases. */
  async seed(): Promise<number | undefined> {
    const { seed } = await this.#read<{ seed: number }>('seed.json')
    return seed
  }

  keepSeed(seed: number): Promise<void> {
    return this.#write('seed.json', { seed })
  }

  /** What is kept of a learner when it was made from the same. */
  async find(learnerFolder: string, key: string): Promise<KeptResult | undefined> {
    const kept = await this.#read<KeptResult>(nameOf(learnerFolder))
    return kept.key === key ? (kept as KeptResult) : undefined
  }

  keep(learnerFolder: string, kept: KeptResult): Promise<void> {
    return this.#write(nameOf(learnerFolder), kept)
  }

  /** Nothing when the file is not there, or is not whole. */
  async #read<T>(name: string): Promise<Partial<T>> {
    const text = await readFile(join(this.#folder, name), 'utf8').catch(() => '{}')
    try {
      return JSON.parse(text)
    } catch {
      return {}
    }
  }

  /** Renamed into place: whoever is stopped meanwhile leaves the file before, or the new one. */
  async #write(name: string, value: unknown): Promise<void> {
    const file = join(this.#folder, name)
    await writeFile(`${file}.new`, JSON.stringify(value))
    await rename(`${file}.new`, file)
  }
}

/** A folder's name may hold more than a file's can. */
function nameOf(learnerFolder: string): string {
  return `${createHash('sha256').update(learnerFolder).digest('hex').slice(0, 24)}.json`
}
