import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FoundExercise, findExercises } from '../find-exercises.ts'
import { exercisePath } from './progress.ts'

/** One exercise as it is handed out. */
export interface ShippedExercise {
  sha256: string
  text: string
}

const folder = 'packages/grade/shipped'

/** Where the exercises of a lab are kept as shipped, from the root. Generated: `pnpm reset --ship`. */
export function shippedFile(lab: string): string {
  return `${folder}/${lab}.json`
}

/** Every exercise of a lab as shipped, by its id. None when nothing of the lab was shipped. */
export function readShipped(root: string, lab: string): Map<string, ShippedExercise> {
  const file = join(root, shippedFile(lab))
  if (!existsSync(file)) return new Map()
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8'))))
}

/** Takes what lies in each lab's `exercises/` as shipped from now on. Answers the files it wrote. */
export async function ship(root: string): Promise<string[]> {
  const texts = await shippedTexts(root)
  mkdirSync(join(root, folder), { recursive: true })
  for (const [path, text] of texts) writeFileSync(join(root, path), text)
  return [...texts.keys()]
}

/** What is not as `pnpm reset --ship` would write it: each file, from the root. */
export async function staleShipped(root: string): Promise<string[]> {
  const texts = [...(await shippedTexts(root))]
  const isStale = ([path, text]: [string, string]) =>
    !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text
  return texts.filter(isStale).map(([path]) => path)
}

async function shippedTexts(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const [lab, exercises] of await findExercises(root)) {
    const texts = textsOf(root, exercises)
    if (texts.size > 0) files.set(shippedFile(lab), shippedText(texts))
  }
  return files
}

/** The texts of a lab's exercises as shipped; one that never was is what lies in `exercises/`. */
export function shippedExercises(
  root: string,
  lab: string,
  exercises: readonly FoundExercise[],
): Map<string, string> {
  const texts = textsOf(root, exercises)
  const shipped = readShipped(root, lab)
  for (const { exercise } of exercises) {
    const text = shipped.get(exercise)?.text
    if (text !== undefined) texts.set(exercise, text)
  }
  return texts
}

/** What lies in `exercises/`, by the exercise's id. */
function textsOf(root: string, exercises: readonly FoundExercise[]): Map<string, string> {
  const there = exercises.filter((one) => existsSync(join(root, exercisePath(one))))
  const read = (one: FoundExercise) => readFileSync(join(root, exercisePath(one)), 'utf8')
  return new Map(there.map((one) => [one.exercise, read(one)]))
}

/** What {@link shippedFile} holds for these texts, each by its exercise's id. */
export function shippedText(texts: ReadonlyMap<string, string>): string {
  const shipped = [...texts].map(([id, text]) => [id, { sha256: sha256Of(text), text }])
  return `${JSON.stringify(Object.fromEntries(shipped), null, 2)}\n`
}

/** The hash of a text or of bytes, in hex. */
export function sha256Of(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}
