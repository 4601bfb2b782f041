import { type Truth, truths } from '@socket-labs/trace'

/** One thing that is true of sockets, and that a learner can run, see, predict and be graded on. */
export interface CurriculumFact {
  /** Permanent: scenarios, notebooks, exercises and tests name it. */
  id: string
  section: string
  text: string
  /** In which ways it is to be shown. */
  truths: readonly Truth[]
  /** True: it corrects a common belief (⚠). */
  corrects: boolean
}

export interface CurriculumLab {
  id: string
  title: string
  /** The lab in one question. */
  question: string
  facts: readonly CurriculumFact[]
}

type Unplaced = Omit<CurriculumFact, 'section'>

/** A fact; `marks` are its truths, and ⚠ where it corrects a common belief: `'KW⚠'`. */
export function fact(id: string, marks: string, text: string): Unplaced {
  const shown = truths.filter((truth) => marks.includes(truth))
  return { id, text, truths: shown, corrects: marks.includes('⚠') }
}

/** A heading of a lab with its facts. */
export function section(name: string, facts: readonly Unplaced[]): CurriculumFact[] {
  return facts.map((one) => ({ ...one, section: name }))
}

interface LabPlan extends Omit<CurriculumLab, 'facts'> {
  sections: readonly CurriculumFact[][]
}

export function lab({ sections, ...plan }: LabPlan): CurriculumLab {
  return { ...plan, facts: sections.flat() }
}
