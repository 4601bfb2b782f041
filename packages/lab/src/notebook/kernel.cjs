'use strict'

// Started by Jupyter (or by the headless runner) as `node kernel.cjs <connection file>`, in the
// notebook's folder. tslab alone knows neither workspace packages nor `.ts` imports: before it is
// loaded, imports of TypeScript are made to run and its compiler is told how to find their types.

const { Worker } = require('node:worker_threads')

// A thread of its own, because a cell in an endless loop blocks this one.
const watchStarter = `
  const starter = process.ppid
  setInterval(() => {
    if (process.ppid !== starter) process.kill(process.pid, 'SIGKILL')
  }, 250)`
new Worker(watchStarter, { eval: true }).unref()

require('tsx/cjs')
process.setSourceMapsEnabled(true)

const { workspaceCompilerHost } = require('./compiler-host.ts')
const { patientPublisher } = require('./patient-publisher.ts')

const tslabMain = require.resolve('tslab/dist/main.js')
replaceExport('@tslab/typescript-for-tslab', 'createWatchCompilerHost', workspaceCompilerHost)
replaceExport('zeromq', 'Publisher', patientPublisher)

const configPath = process.argv[2]
if (configPath === undefined) {
  console.error('usage: kernel.cjs <connection file>')
  process.exit(2)
}
require(tslabMain).startKernel({ configPath, enableFindLocal: false })

/** Lets tslab find `change(original)` where it asks for a package's export. */
function replaceExport(name, key, change) {
  const path = require.resolve(name, { paths: [tslabMain] })
  const original = require(path)
  require.cache[path].exports = { ...original, [key]: change(original[key], original) }
}
