import { parseArgs } from 'node:util'
import { chooseLab, chooseScenarios } from '../choose-scenarios.ts'
import type { Scenario } from '../define-scenario.ts'
import { allHeld, notHeld, runCommand, UsageError } from '../exit-status.ts'
import { findLabs, type LoadedLab } from '../find-labs.ts'
import { listOwnCommands, runOwnCommand } from './lab/own-command.ts'

const usage = `pnpm lab                              the labs and their experiments
pnpm lab <lab>                        the lab's tour, one experiment after the other
pnpm lab <lab> <scenario or fact>     one experiment, or what shows a fact
pnpm lab <lab> <scenario> --help      what it asks, and its own options
pnpm lab <lab> <command> …            a lab's own command; --help behind it says what it takes
pnpm lab judge <run>                  judges a saved run again from its records
pnpm lab --capabilities               what this machine can do, and why not

  --json         records (or the list) as JSON on standard output; no page
  --no-page      no page
  --seed N       the same seed gives the same choices
  --pcapng FILE  the packets that were seen, for Wireshark

Exit status: 0 all facts held; 1 one did not, or is not built yet; 2 the words were wrong;
3 this machine cannot (it is said what would enable it)`

const common = {
  json: { type: 'boolean', default: false },
  capabilities: { type: 'boolean', default: false },
  'no-page': { type: 'boolean', default: false },
  pcapng: { type: 'string' },
  seed: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

async function main(): Promise<number> {
  const args = process.argv.slice(2)
  const status = await runOwnCommand(args)
  if (status !== undefined) return status
  const words = positionals(args)
  const [first, second] = words
  if (first === undefined || first === 'judge') return withoutLab(args, second)
  const lab = chooseLab(await findLabs(), first)
  if (lab === 'planned') {
    process.stderr.write(`${first} is not built yet; pnpm lab lists what is\n`)
    return notHeld
  }
  if (lab.commands?.some((command) => command.name === second)) {
    throw new UsageError(`"${second}" must stand right behind ${first}; what it takes follows it`)
  }
  const { scenarios, holes } = chooseScenarios(lab, second)
  const { values, own } = parse(args, scenarios)
  if (words.length > 2) throw new UsageError(`"${words[2]}" is one word too many`)
  if (values.help) return help(lab, second === undefined ? [] : scenarios)
  const { runScenarios } = await import('./lab/run-scenarios.ts')
  return runScenarios(lab, {
    scenarios,
    holes,
    own,
    isJson: values.json,
    hasPage: !values['no-page'] && !values.json,
    seed: seedOf(values.seed),
    pcapng: values.pcapng,
  })
}

/** The words that are no option and no option's value. */
function positionals(args: string[]): string[] {
  const known = { ...common, port: { type: 'string' }, message: { type: 'string' } } as const
  return parseArgs({ args, options: known, allowPositionals: true, strict: false }).positionals
}

async function withoutLab(args: string[], run: string | undefined): Promise<number> {
  const { values, positionals: words } = parseArgs({
    args,
    options: common,
    allowPositionals: true,
  })
  if (values.help) return help(undefined, [])
  if (words[0] === 'judge') {
    if (run === undefined)
      throw new UsageError('pnpm lab judge <run>: name a run, a folder in .runs')
    const { judgeSavedRun } = await import('./lab/judge-saved-run.ts')
    return judgeSavedRun(run, values.json)
  }
  const { printCapabilities, printLabs } = await import('./lab/print-lists.ts')
  return values.capabilities ? printCapabilities(values.json) : printLabs(values.json)
}

/** Strict now that the scenarios, and with them their options, are known. */
function parse(args: string[], scenarios: readonly Scenario[]) {
  const own = Object.assign({}, ...scenarios.map((scenario) => scenario.options ?? {}))
  const names = Object.keys(own)
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
  const { values } = parseArgs({ args, options: { ...options, ...common }, allowPositionals: true })
  const given = Object.entries(values).filter(([name]) => names.includes(name))
  return { values, own: Object.fromEntries(given) as Record<string, string> }
}

function seedOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffffffff) {
    throw new UsageError(`--seed takes a whole number from 0 to ${0xffffffff}, not "${text}"`)
  }
  return Number(text)
}

function help(lab: LoadedLab | undefined, scenarios: readonly Scenario[]): number {
  for (const { id, question, facts, options = {} } of scenarios) {
    process.stdout.write(
      `${id}\n  ${question}\n  shows ${facts.map((fact) => fact.id).join(', ')}\n`,
    )
    for (const [name, option] of Object.entries(options)) {
      process.stdout.write(`  --${name} VALUE  ${option.about} (default: ${option.default})\n`)
    }
    process.stdout.write('\n')
  }
  const commands = lab && scenarios.length === 0 ? listOwnCommands(lab) : ''
  if (commands) process.stdout.write(`${lab?.id} has commands of its own:\n${commands}\n`)
  process.stdout.write(`${usage}\n`)
  return allHeld
}

await runCommand(main, usage)
