import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { segments, stateChange } from './seen-on-the-wire.ts'

/**
 * Every SYN is lost. Common belief: it is sent again after 1, 3, 7, 15 … s, each wait twice as long as the
 * one before (older books: 3, 9, 21 s). So says RFC 6298 §5, and so did Linux before 6.5. Today's Linux first
 * asks some times with a second between (`tcp_syn_linear_timeouts`), and only then waits twice as long.
 */
export default defineScenario({
  id: 'open-6-nobody-answers',
  question: 'Nobody answers. When is the SYN sent again, and when does connect give up?',
  facts: [{ id: 'open-6', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { rules: ['drop SYN from client'] })
    const tellSettings = () => {
      const settings = settingsOf(wire)
      const { dueS, endS } = planOf(settings)
      const names = `tcp_syn_linear_timeouts ${settings.linear}, tcp_syn_retries ${settings.retries}`
      ctx.note(names, { ...settings })
      ctx.note(`that is SYN again after ${dueS.join(', ')} s; the end after ${endS} s`)
      return settings
    }

    // As this kernel comes it would ask for minutes, so only the first seconds are waited for.
    const asItComes = tellSettings()
    const mostSyns = Math.min(asItComes.linear + 3, 7)
    const patient = connect(80, wire.server.address)
    await ctx.waitFor(`${mostSyns} SYNs`, () => wire.packetsSent >= mostSyns, 20_000)
    ctx.note('enough of that: this program waits no longer')
    await once(patient.destroy(), 'close')

    // This network is ours alone, and so are its settings: as in the RFC, and soon at the end.
    if (asItComes.linear > 0) wire.client.set(linearSetting, 0)
    wire.client.set(retriesSetting, 1)
    tellSettings()
    const hasty = connect(80, wire.server.address)
    await new Promise((resolve) => hasty.once('error', resolve))
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const [asItComes, shortened] = [seen(records, 'c1'), seen(records, 'c2')]
    const [failed] = select(records, { kind: 'socket.error', at: 'client', conn: 'c2' })
    const ended = stateChange(records, 'client', { from: 'SYN_SENT', to: 'CLOSED', conn: 'c2' })
    const waitedS = (Number(failed?.tMs) - Number(shortened.evidence[2]?.tMs)) / 1000
    return [
      decide(
        {
          id: 'open-6',
          truth: 'W',
          expected: `SYN_SENT, and the same SYN again after ${asItComes.dueS} s; shortened: again after ${shortened.dueS} s, ETIMEDOUT after 3 s, CLOSED`,
        },
        [...asItComes.evidence, ...shortened.evidence, failed, ended],
        asItComes.isAsDue && shortened.isAsDue && failed?.code === 'ETIMEDOUT' && waitedS > 2.5,
        `again after ${asItComes.sentS} s; shortened: again after ${shortened.sentS} s, ${failed?.code} after ${waitedS.toFixed(1)} s`,
      ),
    ]
  },
})

interface Settings {
  /** tcp_syn_linear_timeouts: so many waits more with a second each. */
  linear: number
  /** tcp_syn_retries: SYNs sent again, the linear ones not counted. */
  retries: number
}

const retriesSetting = 'net.ipv4.tcp_syn_retries'
const linearSetting = 'net.ipv4.tcp_syn_linear_timeouts'

function settingsOf({ client: { network } }: Wire): Settings {
  // Before Linux 6.5 there was none: each wait is twice the one before.
  const isLinear = existsSync(`/proc/sys/${linearSetting.replaceAll('.', '/')}`)
  return {
    linear: isLinear ? Number(network.setting(linearSetting)) : 0,
    retries: Number(network.setting(retriesSetting)),
  }
}

/** When the SYN is sent again, and when connect fails, in seconds after the first. A wait is at most 120 s. */
function planOf({ linear, retries }: Settings): { dueS: number[]; endS: number } {
  const dueS: number[] = []
  let [atS, waitS] = [0, 1]
  for (let sent = 0; sent < linear + retries; sent++) {
    atS += waitS
    dueS.push(atS)
    if (sent >= linear) waitS = Math.min(2 * waitS, 120)
  }
  return { dueS, endS: atS + waitS }
}

/** One of the two connects, beside what the settings had said of it. */
function seen(records: readonly TraceRecord[], conn: 'c1' | 'c2') {
  const plans = select(records, { kind: 'note' }).filter(({ retries }) => retries !== undefined)
  const plan = plans[conn === 'c1' ? 0 : 1]
  const begun = stateChange(records, 'client', { to: 'SYN_SENT', conn })
  const syns = segments(records, { sender: 'client', flags: ['SYN'], conn, fate: 'dropped' })
  const [first, ...again] = syns
  const due = plan ? planOf(plan as unknown as Settings).dueS.slice(0, again.length) : []
  const sent = again.map((syn) => (clockMs(syn) - clockMs(first)) / 1000)
  const isAsDue =
    sent.length > 0 &&
    sent.every((s, i) => isNear(s, due[i])) &&
    again.every((syn) => syn.seqNo === first?.seqNo)
  const sentS = sent.map((s) => s.toFixed(2)).join(', ')
  return { evidence: [plan, begun, ...syns], isAsDue, dueS: due.join(', '), sentS }
}

/** A kernel's timer is never early. It may be late by an eighth, and on a busy machine by some more. */
function isNear(sentS: number, dueS = Number.NaN): boolean {
  return sentS > 0.98 * dueS && sentS < 1.15 * dueS + 0.5
}

/** The sender's own clock in ms, which stands in each SYN (RFC 7323 §3.2); else when the wire read it. */
function clockMs(syn: TraceRecord | undefined): number {
  const { timestamp } = (syn?.options ?? {}) as { timestamp?: { value: number } }
  return timestamp?.value ?? Number(syn?.tMs)
}
