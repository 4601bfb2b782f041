/**
 * A publisher for tslab, which sends each line of output without waiting for the one before.
 * zeromq takes about 500 messages in one turn of the event loop and refuses more (`EBUSY`): a cell
 * that prints 600 lines would lose some, and the word that it has ended. Here the rest waits in order.
 */
export function patientPublisher<Base extends PublisherClass>(Publisher: Base): Base {
  return class extends Publisher {
    #sentThisTurn = 0
    #tail: Promise<void> | undefined

    // biome-ignore lint/suspicious/noExplicitAny: TypeScript asks for exactly this in a mixin.
    constructor(...[options]: any[]) {
      // Beyond a high-water mark a publisher drops messages without a word.
      super({ ...options, sendHighWaterMark: 0 })
    }

    override send(message: unknown): Promise<void> {
      if (this.#tail === undefined && this.#sentThisTurn < maxSentPerTurn) {
        if (this.#sentThisTurn++ === 0) setImmediate(() => this.#startTurn())
        return super.send(message)
      }
      const turn = this.#tail ?? new Promise<void>((resolve) => setImmediate(resolve))
      const sent = turn.then(() => super.send(message))
      this.#tail = sent
      const rest = () => {
        if (this.#tail === sent) this.#tail = undefined
      }
      sent.then(rest, rest)
      return sent
    }

    #startTurn(): void {
      this.#sentThisTurn = 0
    }
  }
}

const maxSentPerTurn = 256

// biome-ignore lint/suspicious/noExplicitAny: TypeScript asks for exactly this in a mixin.
type PublisherClass = new (...options: any[]) => { send(message: any): Promise<void> }
