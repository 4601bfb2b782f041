export { type Prediction, predict, readPredictions, type SavedPrediction } from './prediction.ts'
export { showMarkdown, showSvg, showText } from './show.ts'
