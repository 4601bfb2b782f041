import type { RecordDraft } from '@socket-labs/trace'

/** What a scenario is given: everything it may use that is not `node:net` itself. */
export interface ScenarioContext {
  /** Printed with every failure; the same seed gives the same choices. */
  readonly seed: number
  /** A number in [0, 1) from the seed. */
  random(): number
  /** Resolves when the run is asked to end: stop pressed, or Ctrl-C. For scenarios without an end. */
  untilStopped(): Promise<void>
  /** The values of the scenario's options. */
  readonly options: Readonly<Record<string, string>>
  /** Milliseconds since the run started, on the clock of the records. */
  now(): number
  /** Writes a sentence into the log, as the program's comment on what it does. */
  note(text: string, fields?: Record<string, unknown>): void
  /**
   * Writes any other record: what an instrument read, say. `tMs` is now unless told. `bytes` are copied,
   * as many of them as the run captures.
   */
  record(
    draft: Partial<RecordDraft> & Pick<RecordDraft, 'kind' | 'at' | 'origin'>,
    bytes?: Uint8Array,
  ): void
  /**
   * Waits until `condition` gives a value that is not false, undefined or null, and resolves to it.
   * Asked every few ms, at most `deadlineMs` (5 000) long; then it fails and says what it waited for.
   */
  waitFor<T>(what: string, condition: () => T, deadlineMs?: number): Promise<NonNullable<T>>
  /**
   * Starts a second process, whose sockets are tapped too and noted as seen at `place`: for when two
   * programs must not share one event loop. `module` is a file whose default export is a
   * {@link ProcessBody}. Resolves once that one has called `tell`; it ends with the scenario.
   */
  startProcess(place: string, module: URL): Promise<ScenarioProcess>
}

export interface ScenarioProcess {
  /** What the process told first, its port for example. */
  readonly told: unknown
  /** Asks the process something and resolves to its next `tell`. */
  ask(message: unknown): Promise<unknown>
  /** Ends the process and resolves when it is gone. */
  stop(): Promise<void>
}

/** The body of a second process: it tells what it has, and answers what it is asked. */
export type ProcessBody = (ctx: ProcessContext) => void | Promise<void>

export interface ProcessContext
  extends Pick<ScenarioContext, 'note' | 'record' | 'now' | 'waitFor'> {
  /** Sends `message` to the scenario; resolves when it has left this process. */
  tell(message: unknown): Promise<void>
  onAsked(answer: (message: unknown) => void): void
}
