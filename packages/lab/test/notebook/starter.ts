import { runNotebook } from '../../src/notebook/headless.ts'

// Started by a test, which kills it: runs the notebook named by its argument.
runNotebook(process.argv[2] ?? '', {}).then(
  () => process.exit(0),
  () => process.exit(1),
)
