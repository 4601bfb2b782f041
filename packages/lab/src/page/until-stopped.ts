const watchStarterMs = 1000

/**
 * Resolves on Ctrl-C, on a polite kill, when the terminal goes away, or when the process that started
 * us is gone. After that a second Ctrl-C ends at once.
 */
export function untilStopped(): { stopped: Promise<void>; forget(): void } {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const starter = process.ppid
  let forget = (): void => {}
  const stopped = new Promise<void>((resolve) => {
    const stop = (): void => {
      forget()
      resolve()
    }
    const watch = setInterval(() => {
      if (process.ppid !== starter) stop()
    }, watchStarterMs)
    watch.unref()
    for (const signal of signals) process.on(signal, stop)
    forget = () => {
      clearInterval(watch)
      for (const signal of signals) process.off(signal, stop)
    }
  })
  return { stopped, forget: () => forget() }
}
