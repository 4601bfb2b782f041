import { parseArgs } from 'node:util'
import { allHeld, notHeld, runCommand } from '../exit-status.ts'
import { rootDir } from '../find-labs.ts'
import { checkNotebook } from '../notebook/check-notebook.ts'
import { type FoundNotebook, findNotebooks, labOf } from '../notebook/find-notebooks.ts'

const usage = `pnpm notebooks [<lab>] [--keep-output DIR]

Executes every notebook from top to bottom, as a test does: no Python, no browser.
With <lab>, only that lab's notebooks.
  --keep-output DIR   save the executed notebooks below DIR, with their outputs

Exit status: 0 all passed; 1 one did not; 2 the words were wrong`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'keep-output': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return allHeld
  }
  const lab = labOf(positionals, rootDir)
  const notebooks = findNotebooks(rootDir).filter((found) => !lab || found.lab === lab)
  if (notebooks.length === 0) {
    process.stderr.write(`${lab ?? 'the workspace'} has no notebook yet\n`)
    return notHeld
  }
  // Ended by a signal we leave by `exit`, which takes the temporary folders along; the kernel sees us go.
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
  let passed = 0
  for (const notebook of notebooks) {
    if (await check(notebook, values['keep-output'])) passed++
  }
  console.log(`${passed} of ${notebooks.length} notebooks passed`)
  return passed === notebooks.length ? allHeld : notHeld
}

async function check(found: FoundNotebook, keepOutput: string | undefined): Promise<boolean> {
  const title = `${found.lab}/${found.name}`
  const { isPassed, report } = await checkNotebook(found, {
    keepOutput,
    onProgress: (done, total) => showLine(`  ${title}: ${done} of ${total} cells`),
  })
  showLine('')
  console.log(report)
  return isPassed
}

/** One line that is written over; only a terminal can. */
function showLine(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`)
}

await runCommand(main, usage)
