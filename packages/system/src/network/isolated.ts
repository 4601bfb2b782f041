/** A program and its arguments, as `spawn` takes them. */
export interface CommandLine {
  command: string
  args: string[]
}

/**
 * The same program as an ordinary user's own little machine (util-linux, Linux only): it holds all
 * capabilities over a network namespace of its own, and is the first process of its process namespace.
 *
 *     setpriv ─becomes▶ unshare ─forks▶ the program ─▶ whatever it starts
 *
 * Nothing stays behind, however it ends: with the first process the kernel ends all others in there and
 * takes their network; `--kill-child` ends the first process with `unshare`; and `--pdeathsig` ends
 * `unshare` with the thread that started it, even by `kill -9`.
 */
export function isolated({ command, args }: CommandLine): CommandLine {
  return {
    command: 'setpriv',
    args: [
      ...['--pdeathsig', 'KILL', '--'],
      ...['unshare', '-Ucnp', '--keep-caps', '--fork', '--kill-child=SIGKILL', '--'],
      ...[command, ...args],
    ],
  }
}
