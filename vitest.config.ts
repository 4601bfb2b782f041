import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const tests = ['packages/*/test/**/*', 'labs/*/test/**/*', 'test/**/*']
const called = (suffix: string) => tests.map((place) => `${place}.${suffix}.ts`)
const elsewhere = [...called('browser.test'), ...called('jupyter.test'), '**/node_modules/**']

/** A condition that never comes true is the failure; how long it takes is the machine's affair. */
const expect = { poll: { timeout: 20_000, interval: 10 } }

/** Unit tests run beside each other; the browser and Jupyter take the machine for themselves. */
export default defineConfig({
  test: {
    // Most of a test's time is other processes': two at once even where there are two processors.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: called('test'),
          exclude: elsewhere,
          testTimeout: 60_000,
          expect,
        },
      },
      {
        test: {
          name: 'browser',
          include: called('browser.test'),
          testTimeout: 60_000,
          expect,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'jupyter',
          include: called('jupyter.test'),
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
