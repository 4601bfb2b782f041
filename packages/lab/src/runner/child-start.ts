/** What the runner tells a process that it starts, in the environment variable {@link startVariable}. */
export interface ChildStart {
  /** `scenario`: the experiment itself. `process`: a second program of it, at `place`. */
  role: 'scenario' | 'process'
  /** URL of the module whose default export is run. */
  module: string
  /** `process.hrtime` when the run started, in ns, as decimal text. */
  startedNs: string
  captureBytes: number
  seed: number
  options: Record<string, string>
  place: string
  /** Descriptors of log pipes for further processes. */
  spareFds: number[]
}

export const startVariable = 'SOCKET_LABS_CHILD'

/** The descriptor of a process's own log pipe. */
export const logFd = 3

/** Pipes for second processes; a scenario may start as many. */
export const spareFds = [5, 6, 7]

/** Arguments with which Node runs our TypeScript, and the file that every child begins with. */
export function childArguments(): string[] {
  return [
    '--import',
    import.meta.resolve('tsx'),
    new URL('./child-main.ts', import.meta.url).pathname,
  ]
}

/** From the runner: end early. */
export interface StopMessage {
  type: 'stop'
}

/** From the scenario's process: it failed, and why. */
export interface FailedMessage {
  type: 'failed'
  why: string
}
