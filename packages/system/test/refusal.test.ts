import { describe, expect, it } from 'vitest'
import { explainRefusal, type Restrictions } from '../src/capabilities/refusal.ts'

const plain: Restrictions = { isContainer: false, isRoot: false }
const denied = 'RTNETLINK answers: Operation not permitted'

describe('why a private network is refused', () => {
  it.each<[string, string, Restrictions, string, string]>([
    ['no unshare', 'there is no command unshare', plain, 'unshare', 'install util-linux'],
    ['an old one', "unshare: invalid option -- 'c'", plain, "'c'", 'util-linux 2.36'],
    [
      'no ip',
      'unshare: failed to execute ip: No such file or directory',
      plain,
      'no command ip',
      'iproute2',
    ],
    ['AppArmor', denied, { ...plain, appArmor: '1' }, 'AppArmor', 'apparmor_restrict'],
    ['none allowed', denied, { ...plain, maxUserNamespaces: '0' }, 'is 0', '=15000'],
    ['only root', denied, { ...plain, userNamespaceClone: '0' }, 'only root', 'clone=1'],
    ['a container', denied, { ...plain, isContainer: true }, 'container', 'seccomp=unconfined'],
    ['something else', denied, plain, denied, 'kernel'],
  ])('%s is told, with what enables it', (_, words, machine, why, enable) => {
    const refusal = explainRefusal(words, machine)
    expect(refusal.why).toContain(why)
    expect(refusal.enable).toContain(enable)
  })

  it("root's refusal is not blamed on what restricts others", () => {
    const machine = { ...plain, isRoot: true, appArmor: '1', userNamespaceClone: '0' }
    expect(explainRefusal(denied, machine).why).toBe(denied)
  })
})
