import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launcherPath } from './kernel-process.ts'

/** The folder that `JUPYTER_PATH` must name for Jupyter to see our kernel. */
export function jupyterFolder(root: string): string {
  return join(root, '.jupyter')
}

/** Where Jupyter must look for settings: ours only keep it from asking the network for news. */
export function jupyterConfigFolder(root: string): string {
  return join(jupyterFolder(root), 'config')
}

/**
 * Tells Jupyter how to start the kernel: in `.jupyter` of the checkout, and in `.venv` when there is
 * one, because that is where an editor which was told of the environment looks. Returns the files.
 */
export function writeKernelspecs(root: string): string[] {
  const spec = {
    argv: [process.execPath, launcherPath, '{connection_file}'],
    display_name: 'TypeScript (Socket Labs)',
    language: 'typescript',
    interrupt_mode: 'signal',
  }
  const shares = [jupyterFolder(root)]
  if (existsSync(join(root, '.venv'))) shares.push(join(root, '.venv', 'share', 'jupyter'))
  const labConfig = join(jupyterConfigFolder(root), 'labconfig')
  writeJson(labConfig, 'page_config.json', {
    disabledExtensions: { '@jupyterlab/apputils-extension:announcements': true },
  })
  return shares.map((share) => writeJson(join(share, 'kernels', 'tslab'), 'kernel.json', spec))
}

function writeJson(folder: string, name: string, value: unknown): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
  return path
}
