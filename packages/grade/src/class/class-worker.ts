/** Grades one submission after the other, as it is ordered over its channel. */
import { gradeSubmission } from './grade-submission.ts'
import type { WorkerOrder, WorkerReply } from './submission-worker.ts'
import { removeTaken, type TakenSubmission, takeSubmission } from './take-submission.ts'

process.on('message', (order: WorkerOrder) => {
  void grade(order)
    .catch((error: Error): WorkerReply => ({ problem: error.message }))
    .then((reply) => process.send?.(reply))
})

// Whoever ordered is gone: nothing of this group is needed any more.
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'))

async function grade(order: WorkerOrder): Promise<WorkerReply> {
  if (order.refusal) return { result: await gradeSubmission(order, refuseAll(order)) }
  const taken = await takeSubmission(order.submission, order.exercises)
  try {
    return { result: await gradeSubmission(order, taken) }
  } finally {
    await removeTaken(taken)
  }
}

function refuseAll({ exercises, refusal }: WorkerOrder): TakenSubmission {
  const refused = exercises.map(({ lab, exercise }) => [`${lab}/${exercise}`, refusal])
  return { folder: '', refused: Object.fromEntries(refused) }
}
