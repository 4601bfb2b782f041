import { existsSync, readFileSync } from 'node:fs'

/** What a machine that refuses a private network says about itself; absent where it has no such setting. */
export interface Restrictions {
  /** `kernel.apparmor_restrict_unprivileged_userns`: Ubuntu since 23.10. */
  appArmor?: string
  /** `kernel.unprivileged_userns_clone`: Debian before 11, Arch's hardened kernel. */
  userNamespaceClone?: string
  /** `user.max_user_namespaces`. */
  maxUserNamespaces?: string
  isContainer: boolean
  isRoot: boolean
}

export interface Refusal {
  why: string
  enable: string
}

export function readRestrictions(): Restrictions {
  const settings = {
    appArmor: setting('kernel/apparmor_restrict_unprivileged_userns'),
    userNamespaceClone: setting('kernel/unprivileged_userns_clone'),
    maxUserNamespaces: setting('user/max_user_namespaces'),
  }
  const known = Object.entries(settings).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(known),
    isContainer: isContainer(),
    isRoot: process.getuid?.() === 0,
  }
}

/**
 * Why `unshare -Ucn --keep-caps ip …` was refused, and what would enable it, from the last line that it
 * printed and from the machine's settings.
 */
export function explainRefusal(words: string, machine: Restrictions): Refusal {
  if (/there is no command unshare|invalid option|unrecognized option/.test(words))
    return { why: words, enable: 'install util-linux 2.36 or newer' }
  if (/failed to execute ip\b/.test(words))
    return { why: 'there is no command ip', enable: 'install iproute2' }
  return explainSetting(words, machine)
}

function explainSetting(words: string, machine: Restrictions): Refusal {
  if (machine.maxUserNamespaces === '0')
    return {
      why: `user namespaces are switched off: user.max_user_namespaces is 0 (${words})`,
      enable: 'sudo sysctl -w user.max_user_namespaces=15000',
    }
  if (machine.userNamespaceClone === '0' && !machine.isRoot)
    return {
      why: `only root may make user namespaces: kernel.unprivileged_userns_clone is 0 (${words})`,
      enable: 'sudo sysctl -w kernel.unprivileged_userns_clone=1',
    }
  if (machine.isContainer)
    return {
      why: `this container may not make namespaces (${words})`,
      enable:
        'start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --device /dev/net/tun',
    }
  if (machine.appArmor === '1' && !machine.isRoot)
    return {
      why: `AppArmor takes all capabilities away in user namespaces (${words})`,
      enable: 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    }
  return { why: words, enable: 'a Linux kernel with user and network namespaces' }
}

function setting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim()
  } catch {
    return undefined
  }
}

function isContainer(): boolean {
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return true
  try {
    return /\b(docker|containerd|kubepods|lxc|podman)\b/.test(
      readFileSync('/proc/1/cgroup', 'utf8'),
    )
  } catch {
    return false
  }
}
