/** A small course in a temporary folder, with two exercises, for the commands that work on one. */
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FoundExercise } from '../src/find-exercises.ts'

const checkout = join(import.meta.dirname, '../../..')

const gradeFile = (
  name: string,
  factor: number,
) => `import { gradeExercise } from '@socket-labs/grade'

const times = (n: number) => ({
  title: \`${name} of \${n}\`,
  async run(run) {
    await run.step(\`${name}(\${n})\`, \`\${n * ${factor}}\`, async () => {
      const settled = await run.callNow('${name}', { value: n })
      const got = settled?.value.text ?? 'nothing'
      if (got === String(n * ${factor})) return undefined
      const words = { expected: { words: String(n * ${factor}) }, got: { words: got } }
      return { ...words, sentence: 'It is not ${factor} times as much.' }
    })
  },
})

export default gradeExercise(import.meta.url, {
  fact: 'tiny-${factor - 1}',
  shows: '${name} is ${factor} times as much',
  kind: 'function',
  exports: ['${name}'],
  cases: [times(0), times(3), times(5)],
})
`

/** What an exercise's file holds when it is right, or as shipped. */
export function answer(name: string, factor: number | undefined): string {
  return `export function ${name}(n: number): string {\n  return String(n * ${factor ?? 1})\n}\n`
}

export const hints = `# Title

## A nudge

Look at the number.

## A pointer

Try it on paper.

## Nearly there

n + n is two times n.
`

const twice = 'tiny-1-twice'
const thrice = 'tiny-2-thrice'

export const exercises: FoundExercise[] = [twice, thrice].map((exercise) => ({
  lab: 'tiny',
  exercise,
  fact: exercise.split('-', 2).join('-'),
  gradeFile: `labs/tiny/grade/${exercise}.grade.ts`,
}))

/** Makes the course; grade files in it find `@socket-labs/grade` of this checkout. */
export async function makeCourse(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'course-'))
  const files: Record<string, string> = {
    'package.json': '{"type":"module"}',
    [`labs/tiny/grade/${twice}.grade.ts`]: gradeFile('twice', 2),
    [`labs/tiny/grade/${thrice}.grade.ts`]: gradeFile('thrice', 3),
    [`labs/tiny/exercises/${twice}.ts`]: answer('twice', undefined),
    [`labs/tiny/exercises/${thrice}.ts`]: answer('thrice', undefined),
    [`labs/tiny/solutions/${twice}.ts`]: answer('twice', 2),
    [`labs/tiny/hints/${twice}.md`]: hints,
  }
  for (const [path, text] of Object.entries(files)) await writeIn(root, path, text)
  const modules = join(checkout, 'labs/tcp-basics/node_modules')
  await symlink(modules, join(root, 'node_modules'))
  return root
}

export async function writeIn(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}
