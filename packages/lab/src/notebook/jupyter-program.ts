import { type SpawnOptions, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A Jupyter that can be started. The two differ in the addresses of their pages. */
export interface JupyterProgram {
  command: string
  kind: 'lab' | 'notebook'
}

/** This machine has no Jupyter and lacks what is needed to install it. */
export class MissingJupyterError extends Error {
  readonly code = 'ERR_NO_JUPYTER'
  constructor(missing: string) {
    super(
      `There is no Jupyter here, and it cannot be installed: ${missing}.\n` +
        'Without it: open the notebook in VS Code with the Jupyter extension, ' +
        'or run all notebooks here with "pnpm notebooks".',
    )
    this.name = 'MissingJupyterError'
  }
}

/**
 * Finds Jupyter: in the checkout's `.venv`, on the path; else installs it into `.venv`, with uv or
 * with Python's own venv and pip. `say` tells each step that takes a while.
 */
export async function provideJupyter(
  root: string,
  say: (line: string) => void,
): Promise<JupyterProgram> {
  return (await installedJupyter(root)) ?? (await installJupyter(root, say))
}

async function installedJupyter(root: string): Promise<JupyterProgram | undefined> {
  const candidates: JupyterProgram[] = [
    { command: labIn(root), kind: 'lab' },
    { command: 'jupyter-lab', kind: 'lab' },
    { command: 'jupyter-notebook', kind: 'notebook' },
  ]
  for (const candidate of candidates) {
    // A name on the path may be a shim with nothing behind it: only one that runs counts.
    if (await succeeds(candidate.command, ['--version'])) return candidate
  }
  return undefined
}

async function installJupyter(root: string, say: (line: string) => void): Promise<JupyterProgram> {
  const venv = join(root, '.venv')
  if (await succeeds('uv', ['--version'])) {
    say('Installing JupyterLab into .venv with uv, once …')
    await mustSucceed('uv', ['venv', '--quiet', '--allow-existing', venv], root)
    const python = join(venv, 'bin', 'python')
    await mustSucceed('uv', ['pip', 'install', '--quiet', '--python', python, 'jupyterlab'], root)
  } else {
    await checkPython()
    say('Installing JupyterLab into .venv with pip, once: this may take a minute …')
    await mustSucceed('python3', ['-m', 'venv', venv], root)
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'jupyterlab']
    await mustSucceed(join(venv, 'bin', 'python'), pip, root)
  }
  const command = labIn(root)
  if (!existsSync(command))
    throw new MissingJupyterError(`${command} is not there after installing`)
  return { command, kind: 'lab' }
}

async function checkPython(): Promise<void> {
  if (!(await succeeds('python3', ['--version']))) {
    throw new MissingJupyterError('neither uv nor python3 was found on the path')
  }
  // Debian ships both apart from python3, in the package python3-venv.
  if (!(await succeeds('python3', ['-c', 'import venv, ensurepip']))) {
    throw new MissingJupyterError('python3 has no venv module (Debian, Ubuntu: python3-venv)')
  }
}

function labIn(root: string): string {
  return join(root, '.venv', 'bin', 'jupyter-lab')
}

async function mustSucceed(command: string, args: string[], cwd: string): Promise<void> {
  // Standard output stays free for what the command is asked to print.
  const status = await statusOf(command, args, { cwd, stdio: ['ignore', 2, 2] })
  if (status !== 0) {
    const words = [command, ...args].join(' ')
    throw new MissingJupyterError(`"${words}" ended with ${status ?? 'a signal'}`)
  }
}

async function succeeds(command: string, args: string[]): Promise<boolean> {
  return (await statusOf(command, args, { stdio: 'ignore' })) === 0
}

function statusOf(command: string, args: string[], options: SpawnOptions): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, options)
    child.once('error', () => resolve(127))
    child.once('exit', resolve)
  })
}
