import { createRequire } from 'node:module'
import { basename } from 'node:path'

/** The part of esbuild that is used here: tsx brings it along. */
interface Esbuild {
  transform(source: string, options: object): Promise<{ code: string }>
  build(options: object): Promise<{ outputFiles: { text: string }[] }>
}

const requireHere = createRequire(import.meta.url)
const esbuild: Esbuild = createRequire(requireHere.resolve('tsx'))('esbuild')
const target = 'node20'
const bundles = new Map<string, Promise<string>>()

/** TypeScript as JavaScript, with the lines of the original. Rejects with what is wrong with it. */
export async function transpile(source: string, file: string): Promise<string> {
  const options = { loader: 'ts', format: 'esm', target, sourcemap: 'inline' }
  return (await esbuild.transform(source, { ...options, sourcefile: basename(file) })).code
}

/** A program of the grader's own as one text, for `node --input-type=module --eval`; made once. */
export function bundled(file: string): Promise<string> {
  const known = bundles.get(file)
  if (known) return known
  const options = { entryPoints: [file], bundle: true, write: false, platform: 'node' }
  const made = esbuild
    .build({ ...options, format: 'esm', target, minifyWhitespace: true })
    .then(({ outputFiles }) => outputFiles[0]?.text ?? '')
  bundles.set(file, made)
  return made
}
