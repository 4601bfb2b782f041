import { parseArgs } from 'node:util'
import { curriculum } from '../curriculum/index.ts'
import { allHeld, notHeld, runCommand, UsageError } from '../exit-status.ts'
import { curriculumPage } from '../facts/curriculum-page.ts'
import { overview } from '../facts/overview.ts'
import { pageFile, whyStale, writePage } from '../facts/page-file.ts'
import { readSources } from '../facts/read-sources.ts'
import { type FactStanding, standingOf } from '../facts/standing.ts'
import { findLabs, rootDir } from '../find-labs.ts'

const usage = `pnpm facts [--json | --write | --check]

The curriculum as it really stands: what is shown in which truth, and what is a hole.
  --json    everything as one JSON document
  --write   writes docs/curriculum.md
  --check   says whether docs/curriculum.md is what --write would write

Exit status: 0 listed, written or up to date; 1 not up to date; 2 the words were wrong`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return print(usage)
  if (Number(values.json) + Number(values.write) + Number(values.check) > 1) {
    throw new UsageError('--json, --write and --check: one of them at a time')
  }
  const facts = standingOf(curriculum, await findLabs(), readSources(rootDir))
  if (values.json) return print(JSON.stringify({ facts: facts.map(toJson) }, null, 2))
  if (values.write) return write(curriculumPage(curriculum, facts))
  if (values.check) return check(curriculumPage(curriculum, facts))
  return print(overview(facts))
}

/** One exercise as one truth has one scenario: the first, where a fact has several. */
function toJson({ exercises, tests, ...fact }: FactStanding) {
  return { ...fact, exercise: exercises[0] ?? null, tests }
}

function write(text: string): number {
  writePage(rootDir, text)
  process.stderr.write(`${pageFile} written\n`)
  return allHeld
}

function check(text: string): number {
  const why = whyStale(rootDir, text)
  process.stderr.write(`${why ?? `${pageFile} is up to date`}\n`)
  return why === undefined ? allHeld : notHeld
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return allHeld
}

await runCommand(main, usage)
