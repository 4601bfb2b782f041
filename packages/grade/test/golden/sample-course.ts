import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const grade = pathToFileURL(join(import.meta.dirname, '../../src/index.ts')).href

const gradeFile = `
import { gradeExercise, sayValue } from '${grade}'
const gives = (input: number, output: string) => ({
  title: 'twice ' + input + ' is ' + output,
  async run(run) {
    await run.step('double(' + input + ')', output, async () => {
      const settled = await run.settled(await run.call('double', { value: input }))
      const got = settled ? sayValue(settled.value) : 'nothing'
      if (got === output) return undefined
      const sentence = got + ' is not twice ' + input + '.'
      return { expected: { words: output }, got: { words: got }, sentence, mistake: 'not-doubled' }
    })
  },
})
export default gradeExercise(import.meta.url, {
  fact: 'sum-1', kind: 'function', shows: 'Twice a number is the number and itself', points: 4,
  exports: ['double'], cases: [gives(0, '0'), gives(2, '4')],
})`

/** A course of one lab and one tiny exercise in a temporary folder: `double`, worth 4 points. */
export class SampleCourse {
  readonly root: string
  readonly exercises = [
    {
      lab: 'sums',
      exercise: 'sum-1-double',
      fact: 'sum-1',
      gradeFile: 'labs/sums/grade/sum-1-double.grade.ts',
    },
  ]

  private constructor(root: string) {
    this.root = root
  }

  static async make(): Promise<SampleCourse> {
    const course = new SampleCourse(await mkdtemp(join(tmpdir(), 'sample-course-')))
    await course.write(course.exercises[0]?.gradeFile as string, gradeFile)
    await course.write('package.json', '{"type":"module"}')
    return course
  }

  async write(path: string, content: string | Uint8Array): Promise<string> {
    const file = join(this.root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
    return file
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true })
  }
}

export const rightAnswer = 'export const double = (n: number) => 2 * n\n'
export const wrongAnswer = 'export const double = (n: number) => n\n'
