import type { PacketSight } from '@socket-labs/wire'
import { type CompiledRule, compileRule } from './rules/compile-rule.ts'
import { parseRule } from './rules/parse-rule.ts'
import type { Rule, Side } from './rules/rule.ts'

export interface ListedRule {
  id: string
  compiled: CompiledRule
}

/** The rules of a path, in the order in which they were added. */
export class RuleList {
  #rules: ListedRule[] = []

  get all(): readonly ListedRule[] {
    return this.#rules
  }

  /** Throws a RangeError for an id that is taken, and for a text that is no rule. */
  add(id: string, ruleOrText: Rule | string): void {
    if (this.#rules.some((listed) => listed.id === id)) {
      throw new RangeError(`id: expected one that no rule has, got ${JSON.stringify(id)}`)
    }
    this.#rules.push({ id, compiled: compileRule(asRule(ruleOrText)) })
  }

  /** Throws a RangeError for an id that no rule has. */
  remove(id: string): void {
    this.require(id)
    this.#rules = this.#rules.filter((listed) => listed.id !== id)
  }

  /** Throws a RangeError for an id that no rule has. */
  require(id: string): void {
    if (this.#rules.some((listed) => listed.id === id)) return
    throw new RangeError(`id: expected that of a rule, got ${JSON.stringify(id)}`)
  }

  /** Shows the packet to every rule: each counts for itself. Answers the first that applies to it. */
  ask(
    from: Side,
    sight: PacketSight | undefined,
    isRetransmission: boolean,
  ): ListedRule | undefined {
    let first: ListedRule | undefined
    for (const listed of this.#rules) {
      if (listed.compiled.wants(from, sight, isRetransmission)) first ??= listed
    }
    first?.compiled.apply(from, sight)
    return first
  }
}

function asRule(ruleOrText: Rule | string): Rule {
  if (typeof ruleOrText !== 'string') return ruleOrText
  const parsed = parseRule(ruleOrText)
  if (parsed.ok) return parsed.rule
  throw new RangeError(`rule: ${parsed.message}, at ${parsed.at} of ${JSON.stringify(ruleOrText)}`)
}
