import { type CasePlan, gradeExercise, tellNobodyListens } from '@socket-labs/grade'
import { crowds } from './close-8-crowd.ts'
import { leaving } from './close-8-leaving.ts'
import { otherPrograms } from './close-8-other-programs.ts'
import { Store } from './close-8-store.ts'

const nothingLeft: CasePlan = {
  title: 'after close() nothing of the store is left',
  async run(run) {
    const store = await Store.start(run)
    await store.close()
    await tellNobodyListens(run, store.port)
  },
}

export default gradeExercise(import.meta.url, {
  fact: 'close-8',
  kind: 'server',
  shows: 'a server that forgets to close keeps its connections in CLOSE_WAIT, for ever',
  notebook: { file: '03-closing-a-connection', heading: '6. A server that never closes (close-8)' },
  exports: ['startStore'],
  cases: [...leaving, ...crowds, otherPrograms, nothingLeft],
})
