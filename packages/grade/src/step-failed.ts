import type { EventOf } from './learner-protocol.ts'
import { type Limits, sayMs } from './limits.ts'
import { type Mishap, sayMishap, sayValue } from './mishap.ts'
import type { Failure } from './result.ts'

/** How a call of the learner's ended. */
export type Settlement = EventOf<'call.settled'>

/** Thrown by a step that did not go as expected; the case ends with it. */
export class StepFailed extends Error {
  readonly code = 'ERR_STEP_FAILED'
  readonly failure: Failure
  /** Present when the program could not go on. */
  readonly mishap: Mishap | undefined
  constructor(failure: Failure, mishap?: Mishap) {
    super(failure.sentence)
    this.name = 'StepFailed'
    this.failure = failure
    this.mishap = mishap
  }
}

/** What a step that met a mishap shows. */
export function mishapFailure(mishap: Mishap, expectation: string, limits: Limits): Failure {
  const { got, sentence } = sayMishap(mishap, limits)
  const expected = { words: expectation || 'the program goes on' }
  return { expected, got: { words: got }, sentence, mistake: mishap.code }
}

/**
 * Thrown by {@link CaseRun.make} when nothing was made. Uncaught it fails the step in general words; a
 * grade file that expects it catches it and judges `settlement`, undefined for a promise still pending.
 */
export class NotMade extends StepFailed {
  readonly settlement: Settlement | undefined
  constructor(name: string, settlement: Settlement | undefined, limits: Limits) {
    const got = settlement
      ? `${settlement.outcome}: ${sayValue(settlement.value)}`
      : `nothing: the promise is still pending after ${sayMs(limits.settleMs)}`
    super({
      expected: { words: `${name} returns what the next steps use` },
      got: { words: got },
      sentence: settlement
        ? `${name} ${settlement.outcome} an error, so nothing that follows could be tried.`
        : `${name} never settled, so nothing that follows could be tried.`,
    })
    this.name = 'NotMade'
    this.settlement = settlement
  }
}

/** Thrown when the grader could connect to no port of the learner's. */
export class NobodyListens extends StepFailed {
  constructor(port: number, triedMs: number, errorCode: string) {
    const isRefused = errorCode === 'ECONNREFUSED'
    const got = `nothing listened on port ${port} for ${sayMs(triedMs)}`
    super({
      expected: { words: `a program that listens on 127.0.0.1, port ${port}` },
      got: { words: isRefused ? got : `${got} (${errorCode})` },
      sentence: `Nothing listened on port ${port} for ${sayMs(triedMs)}: every attempt to connect was refused.`,
      mistake: 'nobody-listens',
    })
    this.name = 'NobodyListens'
  }
}
