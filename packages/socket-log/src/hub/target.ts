import { Refusal } from './refusal.ts'

/** What a request asks for, below the page's own folder. */
export interface Target {
  /** Without a leading `/`; empty for the page itself. Never decoded: no name of ours needs it. */
  path: string
  query: URLSearchParams
  /** Where the page is, relative to what was asked for. */
  home: string
}

/**
 * Takes a request target apart (RFC 9112 §3.2). Only origin-form is served: a target that brings its own
 * host (absolute-form) would escape the check of the Host header. 400.
 * `prefix` is the public URL's path, `/` at both ends; a proxy may have taken it away already.
 */
export function parseTarget(target: string, prefix: string): Target {
  if (!target.startsWith('/')) {
    throw new Refusal(400, 'ERR_TARGET', 'expected a request target that begins with "/"')
  }
  const [path, search] = cutAt(target, '?')
  const query = new URLSearchParams(search)
  if (path.startsWith(prefix)) return { path: path.slice(prefix.length), query, home: './' }
  const isWithoutSlash = `${path}/` === prefix
  if (!isWithoutSlash) return { path: path.slice(1), query, home: './' }
  return { path: '', query, home: `./${prefix.split('/').at(-2)}/` }
}

function cutAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
