import {
  type CasePlan,
  gradeExercise,
  makeFor,
  type Script,
  type ScriptStep,
  tellScript,
  tellSteps,
} from '@socket-labs/grade'
import { anySegments, everySplit, onNetwork, realCuts } from './rel-3-many-cases.ts'
import { read, receiving, segment } from './rel-3-receiving.ts'

/** A case that is told as it stands. */
function told(title: string, script: Script): CasePlan {
  return { title, run: (run) => tellScript(run, script) }
}

const inOrder = told(
  'segments that come in order are handed over, and then the end',
  receiving(10, [segment(0, 3), segment(3, 2), read(9), segment(5, 4, 'last'), read(9), read(9)]),
)

const swapped = told(
  'two segments that overtook each other are put in order',
  receiving(10, [segment(3, 3), read(9), segment(0, 3), read(9)]),
)

const repeated = told(
  'a segment that comes again changes nothing',
  receiving(8, [
    segment(0, 2),
    segment(0, 2),
    segment(4, 2),
    segment(4, 2),
    segment(2, 2),
    read(8),
  ]),
)

const overlapping = told(
  'segments may overlap: the sender cuts otherwise when it sends again',
  receiving(12, [
    segment(0, 4),
    segment(2, 4),
    segment(8, 2),
    segment(5, 5),
    segment(1, 3),
    read(12),
  ]),
)

const emptyFirst = told(
  'a segment without bytes says nothing about the byte with its number',
  receiving(6, [
    segment(0, 0),
    segment(2, 0),
    segment(2, 2),
    segment(0, 2),
    segment(2, 2),
    read(6),
  ]),
)

const anyByte = told(
  'any byte may come, 0 among them',
  receiving(6, [segment(1, 2), segment(0, 1), segment(3, 3), read(6)], 'all bytes'),
)

const partlyInside = told(
  'of a segment that reaches beyond the window the part inside is kept',
  receiving(5, [segment(0, 2), segment(2, 6), segment(5, 3), read(3), segment(5, 3), read(5)]),
)

const filledToTheLast = told(
  'memory can be filled to its last byte out of order, with repetitions',
  receiving(6, [
    segment(1, 2),
    segment(1, 2),
    segment(2, 2),
    segment(3, 3),
    segment(0, 1),
    read(6),
  ]),
)

const beyond = told(
  'what lay beyond the window is forgotten: memory stays within capacityBytes',
  receiving(4, [segment(5, 2), segment(2, 6), segment(0, 2), read(4), segment(4, 1), read(4)]),
)

const endEarly = told(
  'the end may come before the bytes in front of it, and alone',
  receiving(6, [segment(4, 0, 'last'), read(6), segment(2, 2), segment(0, 2), read(3), read(3)]),
)

const endAgain = told(
  'a last segment that comes again changes nothing',
  receiving(6, [
    segment(0, 2),
    segment(2, 2, 'last'),
    segment(2, 2, 'last'),
    read(6),
    segment(4, 0, 'last'),
    segment(0, 4, 'last'),
    read(6),
  ]),
)

const twoReceivers: CasePlan = {
  title: 'two receivers know nothing of each other',
  async run(run) {
    const script = receiving(6, [segment(2, 2), segment(0, 2), read(6)])
    const [early, late] = [script.steps.slice(0, 2), script.steps.slice(2)]
    const first = await makeFor(run, script)
    await tellSteps(run, first, early)
    await tellSteps(run, await makeFor(run, script), early.map(asOfTheSecond))
    await tellSteps(run, first, late)
  },
}

/** The first receiver was told the same, and its answers were right. */
function asOfTheSecond({ judge, ...step }: ScriptStep): ScriptStep {
  const sentence =
    'The second receiver was told the same as the first, and answered otherwise: what the first was told is still there. Each call of createReceiver needs variables of its own.'
  return {
    ...step,
    judge(settled) {
      const failure = judge(settled)
      return failure && { ...failure, sentence, mistake: 'shared-state' }
    },
  }
}

export default gradeExercise(import.meta.url, {
  fact: 'rel-3',
  kind: 'protocol',
  shows: 'IP may reorder and duplicate; TCP delivers in order, once',
  notebook: { file: '02-a-stream-of-bytes', heading: '4. Segments out of order (rel-3)' },
  exports: ['createReceiver'],
  cases: [
    inOrder,
    swapped,
    everySplit,
    repeated,
    overlapping,
    emptyFirst,
    anyByte,
    partlyInside,
    filledToTheLast,
    beyond,
    endEarly,
    endAgain,
    twoReceivers,
    anySegments,
    onNetwork,
    realCuts,
  ],
})
