import { test } from 'vitest'
import exercise from '../../../labs/tcp-basics/grade/data-3-collect.grade.ts'
import { fileOf, runExercise } from '../src/index.ts'
import { tellFailure } from '../src/story.ts'

test('x', async () => {
  for (const v of ['solutions', 'exercises'] as const) {
    const t = Date.now()
    const r = await runExercise(exercise, { file: fileOf(exercise, v), seed: 42 })
    for (const c of r.cases) {
      console.log(c.status, c.title, c.durationMs)
      if (c.failure) console.log(tellFailure(r, c, 42).join('\n'))
    }
    console.log(Date.now() - t)
  }
}, 30000)
