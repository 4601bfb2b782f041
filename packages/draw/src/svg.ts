import type { SvgOptions } from './options.ts'
import type { Scene } from './shapes.ts'

/** Paints a scene as a standalone SVG document. */
export function toSvg(scene: Scene, options: SvgOptions = {}): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${scene.width}" data-theme="${options.theme ?? 'auto'}"/>`
}
