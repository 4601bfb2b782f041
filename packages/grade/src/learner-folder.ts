import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { SeenValue } from './learner-protocol.ts'
import { transpile } from './transpile.ts'

const courseFolder = join(import.meta.dirname, '../../..')

/** The temporary folder in which a learner's file stands alone, and all that its program may write to. */
export class LearnerFolder {
  readonly path: string
  /** The file as JavaScript. */
  readonly file: string
  /** What kept the file from being JavaScript. */
  readonly error: Error | undefined

  static async make(file: string): Promise<LearnerFolder> {
    const path = await realpath(await mkdtemp(join(tmpdir(), 'exercise-')))
    const source = await readFile(file, 'utf8')
    const code = await transpile(source, file).catch((error: Error) => error)
    const isCode = typeof code === 'string'
    const target = join(path, `${basename(file, '.ts')}.js`)
    await writeFile(target, isCode ? code : '')
    await writeFile(join(path, 'package.json'), '{"type":"module"}')
    return new LearnerFolder(path, target, isCode ? undefined : code)
  }

  private constructor(path: string, file: string, error: Error | undefined) {
    this.path = path
    this.file = file
    this.error = error
  }

  /** The text without the folders of this machine: where things lie on it is no help to a learner. */
  conceal(text: string): string {
    return [this.path, courseFolder].reduce(
      (rest, folder) => rest.replaceAll(`file://${folder}/`, '').replaceAll(`${folder}/`, ''),
      text,
    )
  }

  concealIn(value: SeenValue): SeenValue {
    if (value.type === 'bytes' || value.type === 'data') return value
    if (value.type === 'error') return { ...value, message: this.conceal(value.message) }
    return { ...value, text: this.conceal(value.text) }
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }
}
