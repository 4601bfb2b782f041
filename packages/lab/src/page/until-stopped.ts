import { watchStarters } from './starters.ts'

const watchStarterMs = 1000

/**
 * Resolves on Ctrl-C, on a polite kill, when the terminal goes away, or when whoever started us is
 * gone. After that a second Ctrl-C ends at once.
 */
export function untilStopped(): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const starters = watchStarters()
  return new Promise((resolve) => {
    const stop = (): void => {
      clearInterval(watch)
      for (const signal of signals) process.off(signal, stop)
      resolve()
    }
    const watch = setInterval(() => {
      if (!starters.alive()) stop()
    }, watchStarterMs)
    watch.unref()
    for (const signal of signals) process.on(signal, stop)
  })
}
