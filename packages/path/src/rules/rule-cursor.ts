import { nearest } from './near-miss.ts'
import { scanRule, type Token } from './scan-rule.ts'

/** Why a text is no rule. Thrown and caught inside the parser only. */
export class RuleFault extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** Reads the pieces of a rule one by one, and says what was expected where one does not fit. */
export class RuleCursor {
  readonly #tokens: Token[]
  #next = 0

  constructor(text: string) {
    this.#tokens = scanRule(text)
  }

  get token(): Token {
    return this.#tokens[this.#next] as Token
  }

  /** The piece behind that. */
  get following(): Token {
    return (this.#tokens[this.#next + 1] ?? this.#tokens.at(-1)) as Token
  }

  get isAtEnd(): boolean {
    return this.token.kind === 'end'
  }

  advance(): Token {
    const { token } = this
    if (token.kind !== 'end') this.#next++
    return token
  }

  /** Takes the next piece if it is one of these words (in lower case). */
  takeWord(...words: string[]): string | undefined {
    const { kind, text } = this.token
    if (kind !== 'word' || !words.includes(text)) return undefined
    return this.advance().text
  }

  takeSign(sign: string): boolean {
    const isSign = this.token.kind === 'sign' && this.token.text === sign
    if (isSign) this.advance()
    return isSign
  }

  /** Takes one of these words, or faults. */
  word<Word extends string>(expected: string, words: readonly Word[]): Word {
    const taken = this.takeWord(...words)
    if (taken === undefined) this.fault(expected, words)
    return taken as Word
  }

  /** Takes a whole number from 1. */
  count(expected: string): number {
    if (this.token.kind !== 'number') this.fault(expected)
    return this.wholeFromOne()
  }

  /** The number of the next piece, which is a number or an ordinal. */
  wholeFromOne(): number {
    const { value } = this.token
    if (!Number.isSafeInteger(value) || value < 1) this.fault('a whole number from 1')
    this.advance()
    return value
  }

  /** Gives up at the next piece. `words` are those that would have fitted. */
  fault(expected: string, words: readonly string[] = []): never {
    const { kind, text } = this.token
    if (kind === 'end') this.refuse(`expected ${expected}, but the rule ends here`)
    const meant = kind === 'word' && text.length <= 24 ? nearest(text, words) : undefined
    const hint = meant === undefined ? '' : `: did you mean ${meant}?`
    this.refuse(`expected ${expected}, got "${this.shown}"${hint}`)
  }

  /** Gives up at the next piece with a message of its own. */
  refuse(message: string): never {
    throw new RuleFault(message, this.token.at)
  }

  /** The next piece as it is quoted in a message. */
  get shown(): string {
    const { text } = this.token
    return text.length > 24 ? `${text.slice(0, 24)}…` : text
  }
}
