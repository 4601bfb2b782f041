import { soakFraming } from './framing.ts'
import { soakGrade } from './grade.ts'
import { soakWire } from './wire.ts'

const usage = `pnpm soak [name]

The long runs, too long for pnpm test. Without a name: all of them.

  framing  ten million random pushes into every codec, held against naive decoders; SOAK_SEED=n repeats one stream
  grade    every solution passes with 50 different seeds, in one process of the learner's
  wire     a hundred wires, each with one of its processes killed at some moment: nothing is left behind; SOAK_ROUNDS=n

Exit status: 0 nothing failed; 1 something did (what is printed repeats it); 2 the words were wrong
`

/** A long run: true when nothing failed. It tells its progress on standard error. */
const soaks: Record<string, () => Promise<boolean>> = {
  framing: soakFraming,
  grade: soakGrade,
  wire: soakWire,
}

async function run(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) {
    process.stdout.write(usage)
    return 0
  }
  const unknown = words.find((word) => !Object.hasOwn(soaks, word))
  if (unknown !== undefined || words.length > 1) {
    process.stderr.write(`expected one name of a long run, got ${words.join(' ')}\n\n${usage}`)
    return 2
  }
  let failed = 0
  for (const [name, soak] of Object.entries(soaks)) {
    if (words.length > 0 && name !== words[0]) continue
    const isWell = await soak()
    process.stdout.write(`${isWell ? '✓' : '✗'} soak ${name}\n`)
    if (!isWell) failed++
  }
  return failed === 0 ? 0 : 1
}

process.exitCode = await run(process.argv.slice(2))
