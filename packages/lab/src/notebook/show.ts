import { display } from 'tslab'

/** Shows a picture under the cell: a whole `<svg>` element, as `toSvg` of `@socket-labs/draw` makes it. */
export function showSvg(svg: string): void {
  if (!/^\s*(<\?xml[^>]*>\s*)?<svg[\s>]/.test(svg)) {
    throw new TypeError(`expected an <svg> element, got ${JSON.stringify(svg.slice(0, 40))}`)
  }
  display.svg(svg)
}

/** Shows words as they are, in a fixed-width face; nothing in them is taken for HTML. */
export function showText(text: string): void {
  display.html(
    `<pre style="font-family: monospace; white-space: pre-wrap">${escapeHtml(text)}</pre>`,
  )
}

/** Shows words set apart from a cell's output, as a remark in the margin. Nothing in them is taken for HTML. */
export function showRemark(text: string): void {
  const style =
    'border-left: 4px solid #888; margin: 0.5em 0; padding-left: 0.75em; white-space: pre-line'
  display.html(`<div style="${style}">${escapeHtml(text)}</div>`)
}

/** Shows words with Markdown's marks. */
export function showMarkdown(markdown: string): void {
  display.markdown(markdown)
}

/** The text with every character that HTML gives a meaning replaced by its name. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
