import type { SavedOutput } from './notebook-file.ts'
import type { WireMessage } from './wire-message.ts'

/** One picture, page of text or the like that a cell displayed. */
export interface Display {
  mime: string
  data: string
}

const displayTypes = new Set(['display_data', 'update_display_data', 'execute_result'])

/** tslab's words for what was thrown after a cell had ended. Each is the start of one message. */
const lateError = /^(UncaughtException|UnhandledPromiseRejection):/

/** What one cell wrote, in the order in which it came. */
export class CellOutput {
  readonly outputs: SavedOutput[] = []
  /** What was thrown by a timer, an event or an unhandled promise, as tslab printed it. */
  lateError: string | undefined
  readonly #byDisplayId = new Map<string, number>()

  /** Takes one message of the iopub channel; those that are no output are passed over. */
  add(message: WireMessage): void {
    const { content } = message
    const type = message.header.msg_type
    if (type === 'stream') {
      this.#addText(content.name === 'stderr' ? 'stderr' : 'stdout', String(content.text))
    } else if (displayTypes.has(type)) {
      this.#addDisplay(content)
    }
  }

  get stdout(): string {
    return this.#textOf('stdout')
  }

  get stderr(): string {
    return this.#textOf('stderr')
  }

  get displays(): Display[] {
    return this.outputs.flatMap((output) =>
      output.output_type === 'display_data'
        ? Object.entries(output.data).map(([mime, data]) => ({ mime, data: String(data) }))
        : [],
    )
  }

  #addText(name: 'stdout' | 'stderr', text: string): void {
    if (name === 'stderr' && lateError.test(text)) this.lateError ??= text.trimEnd()
    const last = this.outputs.at(-1)
    if (last?.output_type === 'stream' && last.name === name) last.text += text
    else this.outputs.push({ output_type: 'stream', name, text })
  }

  /** A display with an id is drawn over where it first stood. */
  #addDisplay(content: Record<string, unknown>): void {
    const data = content.data as Record<string, unknown>
    const id = (content.transient as { display_id?: string } | undefined)?.display_id
    const place = (id && this.#byDisplayId.get(id)) ?? this.outputs.length
    this.outputs[Number(place)] = { output_type: 'display_data', data, metadata: {} }
    if (id) this.#byDisplayId.set(id, Number(place))
  }

  #textOf(name: 'stdout' | 'stderr'): string {
    return this.outputs
      .map((output) => (output.output_type === 'stream' && output.name === name ? output.text : ''))
      .join('')
  }
}
