/** Words of a command that it does not understand; the message says what it does. */
export class WordsError extends Error {
  readonly code = 'ERR_WORDS'
  constructor(message: string) {
    super(message)
    this.name = 'WordsError'
  }
}
