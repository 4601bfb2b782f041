import { probeCapabilities } from '@socket-labs/system'
import { allHeld } from '../../exit-status.ts'
import { findLabs } from '../../find-labs.ts'
import { listLabs } from '../../list-labs.ts'
import { listOwnCommands } from './own-command.ts'

/** `pnpm lab`: the labs, their experiments with the facts that each shows, and their own commands. */
export async function printLabs(isJson: boolean): Promise<number> {
  const labs = await listLabs()
  if (isJson) return printJson({ labs })
  const built = await findLabs()
  for (const lab of labs) {
    const state = lab.built
      ? `${lab.facts.shown} of ${lab.facts.total} facts shown`
      : 'not built yet'
    process.stdout.write(`${lab.id}   ${state}\n  ${lab.question}\n`)
    for (const { id, question, missing } of lab.scenarios) {
      process.stdout.write(`    ${id.padEnd(30)} ${question}\n`)
      for (const { capability, why } of missing) {
        process.stdout.write(`    ${''.padEnd(30)} not on this machine: ${capability}: ${why}\n`)
      }
    }
    const manifest = built.find((candidate) => candidate.id === lab.id)
    if (manifest) process.stdout.write(listOwnCommands(manifest))
    process.stdout.write('\n')
  }
  process.stdout.write('Run one: pnpm lab tcp-basics open-5-refused   All on a page: pnpm start\n')
  return allHeld
}

/** `pnpm lab --capabilities`: what this machine can do, and what would enable the rest. */
export async function printCapabilities(isJson: boolean): Promise<number> {
  const found = await probeCapabilities()
  if (isJson) return printJson({ capabilities: found })
  for (const { id, available, why, enable } of found) {
    process.stdout.write(
      `${available ? '✓' : '–'} ${id.padEnd(20)} ${available ? '' : `${why}; ${enable}`}\n`,
    )
  }
  return allHeld
}

function printJson(value: unknown): number {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
  return allHeld
}
