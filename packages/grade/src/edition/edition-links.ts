import { posix } from 'node:path'

/** Markdown in which every link to a file that an edition does not hold is only its words. */
export function withoutDanglingLinks(
  markdown: string,
  path: string,
  isThere: (path: string) => boolean,
): string {
  return markdown.replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (link, words: string, target: string) => {
    const isElsewhere = target.startsWith('#') || /^[a-z]+:/.test(target)
    const file = posix.join(posix.dirname(path), target.replace(/#.*$/, '')).replace(/\/$/, '')
    return isElsewhere || isThere(file) ? link : words
  })
}
