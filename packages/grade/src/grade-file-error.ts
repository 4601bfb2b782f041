/** A grade file that could not be run. It is the course's fault, not the learner's. */
export class GradeFileError extends Error {
  readonly code = 'ERR_GRADE_FILE'
  constructor(gradeFile: string, why: string) {
    super(`${gradeFile} could not be run: ${why}`)
    this.name = 'GradeFileError'
  }
}
