import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runsFolder } from '../runs-folder.ts'
import { showRemark } from './show.ts'

/** One prediction as it is kept: what a learner expected before the run decided. */
export interface SavedPrediction {
  /** The fact's id in the curriculum. */
  id: string
  question: string
  prediction: string
  /** ISO 8601. */
  at: string
  /** What the run showed, once it was compared. */
  seen?: string
}

export interface Prediction {
  /** Shows what was predicted beside what was seen, and keeps both. */
  compare(seen: string): void
}

/** What a notebook is committed with: no prediction yet. */
const open = '?'

/**
 * Keeps a prediction, in place of an earlier one to the same question, in a JSON list of
 * {@link SavedPrediction}. `'?'` is no prediction: it is not kept, and the learner is asked for one.
 */
export function predict(
  id: string,
  question: string,
  prediction: string,
  file = defaultFile(),
): Prediction {
  if (prediction.trim() === open) {
    showRemark(`${question}\nPut your answer in place of the '?', then run this cell again.`)
    return { compare: (seen) => showRemark(`You made no prediction; the run showed ${seen}.`) }
  }
  const saved: SavedPrediction = { id, question, prediction, at: new Date().toISOString() }
  keep(saved, file)
  showRemark(`${question}\nYour prediction: ${prediction}. It is kept until the run has decided.`)
  return {
    compare(seen) {
      keep({ ...saved, seen }, file)
      showRemark(comparison(prediction, seen))
    },
  }
}

/** "You predicted no; the run showed yes." Capitals and blanks around the words make no difference. */
export function comparison(prediction: string, seen: string): string {
  const same = prediction.trim().toLowerCase() === seen.trim().toLowerCase()
  return `You predicted ${prediction.trim()}; the run showed ${seen}${same ? ', as you said' : ''}.`
}

/** The predictions kept in `file`; none when it is absent or no such list. */
export function readPredictions(file = defaultFile()): SavedPrediction[] {
  try {
    const list: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}

function defaultFile(): string {
  return join(runsFolder(), 'predictions.json')
}

function keep(saved: SavedPrediction, file: string): void {
  const others = readPredictions(file).filter(
    ({ id, question }) => id !== saved.id || question !== saved.question,
  )
  mkdirSync(dirname(file), { recursive: true })
  // Renamed into place: the page may be reading the list at this moment.
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify([...others, saved], null, 2)}\n`)
  renameSync(draft, file)
}
