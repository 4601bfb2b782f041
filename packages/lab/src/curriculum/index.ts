import { blockingVsNonblocking } from './blocking-vs-nonblocking.ts'
import type { CurriculumFact, CurriculumLab } from './fact.ts'
import { fileTransfer } from './file-transfer.ts'
import { framing } from './framing.ts'
import { tcpBasics } from './tcp-basics.ts'
import { udpBasics } from './udp-basics.ts'

export type { CurriculumFact, CurriculumLab }

/** All that the labs are to teach, in the order of the course. */
export const curriculum: readonly CurriculumLab[] = [
  tcpBasics,
  udpBasics,
  fileTransfer,
  framing,
  blockingVsNonblocking,
]

const byId = new Map(curriculum.flatMap((lab) => lab.facts.map((fact) => [fact.id, fact])))

/** The fact of this id, or undefined. */
export function findFact(id: string): CurriculumFact | undefined {
  return byId.get(id)
}
