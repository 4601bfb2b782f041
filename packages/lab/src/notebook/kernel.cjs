'use strict'

// Started by Jupyter (or by the headless runner) as `node kernel.cjs <connection file>`, in the
// notebook's folder. tslab alone knows neither workspace packages nor `.ts` imports: before it is
// loaded, imports of TypeScript are made to run and its compiler is told how to find their types.

const { register } = require('node:module')
const { pathToFileURL } = require('node:url')
const vm = require('node:vm')
const { Worker } = require('node:worker_threads')

// A thread of its own, because a cell in an endless loop blocks this one.
const watchStarter = `
  const starter = process.ppid
  const folder = process.env.SOCKET_LABS_KERNEL_FOLDER
  setInterval(() => {
    if (process.ppid === starter) return
    if (folder) require('node:fs').rmSync(folder, { recursive: true, force: true })
    process.kill(process.pid, 'SIGKILL')
  }, 250)`
new Worker(watchStarter, { eval: true }).unref()

require('tsx/cjs')
register(pathToFileURL(require.resolve('tsx/esm')), { data: {} })
process.setSourceMapsEnabled(true)

const { CellStacks } = require('./cell-stack.ts')
const { workspaceCompilerHost } = require('./compiler-host.ts')
const { patientPublisher } = require('./patient-publisher.ts')

const stacks = new CellStacks()
const tslabMain = require.resolve('tslab/dist/main.js')
replaceExport('@tslab/typescript-for-tslab', 'createWatchCompilerHost', workspaceCompilerHost)
replaceExport('@tslab/typescript-for-tslab', 'transpileModule', (f) => stacks.mapping(f))
replaceExport('zeromq', 'Publisher', patientPublisher)
replaceExport('tslab/dist/executor.js', 'createExecutor', (f) => stacks.counting(f))
vm.runInThisContext = stacks.naming(vm.runInThisContext)
Error.prepareStackTrace = stacks.prepare

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
