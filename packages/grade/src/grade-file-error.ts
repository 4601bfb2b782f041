/** A grade file that could not be run. It is the course's fault, not the learner's. */
export class GradeFileError extends Error {
  readonly code = 'ERR_GRADE_FILE'
  constructor(gradeFile: string, why: string) {
    super(`${gradeFile} could not be run: ${why}`)
    this.name = 'GradeFileError'
  }
}

/** A class cannot be graded on, for a reason that holds for each of its submissions. */
export class ClassGradingError extends Error {
  readonly code = 'ERR_CLASS_GRADING'
  constructor(why: string) {
    super(why)
    this.name = 'ClassGradingError'
  }
}

/** A case was asked for that its exercise does not have. */
export class NoSuchCaseError extends Error {
  readonly code = 'ERR_NO_SUCH_CASE'
  constructor(index: number, count: number) {
    super(`there is no case ${index}; there are 1 to ${count}`)
    this.name = 'NoSuchCaseError'
  }
}
