import { BytesRefError, RunBrokenError, RunMissingError, RunNameError } from '../run-errors.ts'

/** A request that is answered with "no": the status that fits, and a message that says what was wrong. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
  }
}

/** What any error is to the one who asked. An error without a code of its own is a fault of the hub: 500. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const { message = String(error), code } = error as NodeJS.ErrnoException
  if (error instanceof RunNameError || error instanceof BytesRefError) {
    return new Refusal(400, error.code, message)
  }
  if (error instanceof RunMissingError) return new Refusal(404, error.code, message)
  if (error instanceof RunBrokenError) return new Refusal(500, error.code, message)
  return new Refusal(500, typeof code === 'string' ? code : 'ERR_HUB', message)
}

/**
 * What an error of the injected control is. A code of its own says that the request was at fault;
 * a system error (ENOENT, EMFILE) has a code too, but it is not the client's doing.
 */
export function toControlRefusal(error: unknown): Refusal {
  const { code, message, status, syscall } = error as NodeJS.ErrnoException & { status?: unknown }
  const isFault = typeof code !== 'string' || syscall !== undefined
  if (error instanceof Refusal || isFault) return toRefusal(error)
  const isClientStatus = typeof status === 'number' && status >= 400 && status <= 499
  return new Refusal(isClientStatus ? status : 400, code, message)
}
