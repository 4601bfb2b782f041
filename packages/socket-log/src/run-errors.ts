/** The name cannot be a run's: it never reaches the file system. */
export class RunNameError extends Error {
  readonly code = 'ERR_RUN_NAME'
  constructor(name: string) {
    super(
      `${JSON.stringify(name.slice(0, 60))} is not a run's name: expected 1 to 121 of a-z, 0-9, "." and "-", ` +
        'beginning with a letter or a digit, without ".."',
    )
    this.name = 'RunNameError'
  }
}

/** There is no such run, or what stands in its place is not a plain folder with plain files. */
export class RunMissingError extends Error {
  readonly code = 'ERR_RUN_MISSING'
  constructor(run: string, why = 'there is no such run') {
    super(`${run}: ${why}`)
    this.name = 'RunMissingError'
  }
}

/** The run's file is not one record a line. `line` counts from 1; it is where reading stopped. */
export class RunBrokenError extends Error {
  readonly code = 'ERR_RUN_BROKEN'
  readonly line: number
  constructor(run: string, line: number, why: string) {
    super(`${run}: records.ndjson cannot be read from line ${line}: ${why}`)
    this.name = 'RunBrokenError'
    this.line = line
  }
}

/** Bytes were asked for that the run does not have, or too many at once. */
export class BytesRefError extends Error {
  readonly code = 'ERR_BYTES_REF'
  constructor(why: string) {
    super(why)
    this.name = 'BytesRefError'
  }
}
