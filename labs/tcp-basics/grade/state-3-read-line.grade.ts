import { type CasePlan, gradeExercise } from '@socket-labs/grade'
import { anyAddress, anyPort, endDigits, evenAddress, lineOf, stateNames } from './state-3-lines.ts'
import { openOwnSockets } from './state-3-own-sockets.ts'
import { reads, refuses } from './state-3-reading.ts'

const anyEnd = (run: Parameters<CasePlan['run']>[0]) => ({
  address: anyAddress(run),
  port: anyPort(run),
})

const noEnd = { address: '0.0.0.0', port: 0 }

const ports: CasePlan = {
  title: 'ports are hex, as one writes a number',
  async run(run) {
    const address = evenAddress(run)
    const end = () => ({ address, port: anyPort(run) })
    await reads(run, lineOf(run.random.between(0, 9), { address, port: 8080 }, noEnd, 10))
    await reads(run, lineOf(run.random.between(10, 99), end(), end(), 1))
    await reads(run, lineOf(run.random.between(100, 9999), end(), { address, port: 65535 }, 1))
  },
}

const states: CasePlan = {
  title: 'each state has the name that these labs give it',
  async run(run) {
    const address = evenAddress(run)
    for (let number = 1; number < stateNames.length; number++) {
      const ends = [anyPort(run), anyPort(run)].map((port) => ({ address, port }))
      const [local = noEnd, remote = noEnd] = ends
      await reads(run, lineOf(run.random.between(0, 999), local, remote, number))
    }
  },
}

const twelfth: CasePlan = {
  title: "the kernel's twelfth number, 0C, is SYN_RCVD too",
  async run(run) {
    const address = evenAddress(run)
    const remote = { address, port: anyPort(run) }
    await reads(run, lineOf(run.random.between(0, 999), { address, port: 80 }, remote, 12))
  },
}

const addresses: CasePlan = {
  title: "an address begins with its number's last two digits",
  async run(run) {
    const lan = [
      { address: '192.168.0.5', port: 8080 },
      { address: '10.0.0.2', port: 50000 },
    ] as const
    await reads(run, lineOf(7, ...lan, 1))
    await reads(run, lineOf(0, { address: '127.0.0.1', port: anyPort(run) }, noEnd, 10))
    await reads(run, lineOf(run.random.between(1, 99), anyEnd(run), anyEnd(run), 8))
  },
}

const manyLines: CasePlan = {
  title: 'any line of a long list, with any number of spaces',
  async run(run) {
    for (let count = 0; count < 20; count++) {
      const slot = run.random.between(0, 10 ** run.random.between(1, 6))
      const line = lineOf(slot, anyEnd(run), anyEnd(run), run.random.between(1, 12))
      const spaces = ' '.repeat(count < 16 ? 1 : run.random.between(2, 5))
      await reads(run, { ...line, text: line.text.replace(/(?<=\S) (?=\S)/g, spaces) })
    }
  },
}

const noSockets: CasePlan = {
  title: 'what is no socket over IPv4 gets an error that says why',
  async run(run) {
    const header =
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid'
    const words = ['local_address', 'rem_address', 'sl', 'st']
    await refuses(run, { text: header, what: 'the header', pieces: words })
    const missing = ['local', 'remote', 'state']
    await refuses(run, { text: '', what: 'an empty line', pieces: missing })
    const start = `   3: ${endDigits(anyEnd(run))}`
    await refuses(run, { text: start, what: 'half a line', pieces: missing.slice(1) })
    const ends = `${start} ${endDigits(anyEnd(run))}`
    await refuses(run, { text: ends, what: 'a line without a state', pieces: missing.slice(2) })
    const long = '0000000000000000FFFF00000100007F'
    const any = '0'.repeat(32)
    const text = `   0: ${long}:1F90 ${any}:0000 0A 00000000:00000000 00:00000000 00000000`
    const pieces = [long, any]
    await refuses(run, { text, what: 'a line of tcp6, the list for IPv6', pieces })
  },
}

const brokenDigits: CasePlan = {
  title: 'a broken digit or number gets an error that quotes it',
  async run(run) {
    const line = lineOf(run.random.between(0, 999), anyEnd(run), anyEnd(run), 1)
    const local = endDigits(line.means.local)
    const remote = endDigits(line.means.remote)
    const broken = (from: string, to: string, what: string, hint?: string) => {
      const text = line.text.replace(from, to)
      // The whole field may be quoted, or only the half of it that is broken.
      const halves = to.includes(':') ? to.split(':') : []
      const pieces = [to.trim(), ...halves.filter((half) => !from.includes(half))]
      return refuses(run, { text, what, pieces, ...(hint && { hint }) })
    }
    await broken(remote, `${remote.slice(0, 9)}1FG0`, 'a line with a digit G')
    await broken(local, `0x${local.slice(2)}`, 'a line with a digit x')
    await broken(remote, `${remote.slice(0, 9)}-1F9`, 'a line with a port below 0')
    const numbers = "The kernel's numbers go from 01 to 0C."
    await broken(' 01 ', ' 0D ', 'a line whose state is 13', numbers)
    await broken(' 01 ', ' 00 ', 'a line whose state is 0', numbers)
    await broken(' 01 ', ' XY ', 'a line whose state is no number')
  },
}

const ownMachine: CasePlan = {
  title: "the machine's own list: sockets that the grader has opened",
  async run(run) {
    const own = await run.act('the grader opens sockets, and finds them in /proc/net/tcp', () =>
      openOwnSockets(run),
    )
    try {
      if (own.why) await run.act(`nothing to compare: ${own.why}`, async () => {})
      for (const socket of own.sockets) await reads(run, socket, socket.what)
    } finally {
      own.close()
    }
  },
}

export default gradeExercise(import.meta.url, {
  fact: 'state-3',
  kind: 'function',
  shows: 'the kernel keeps a list of all sockets with their states, and anybody can read it',
  notebook: {
    file: '04-the-eleven-states',
    heading: '1. Read a state with your own eyes (state-3)',
  },
  exports: ['readLine'],
  cases: [ports, states, twelfth, addresses, manyLines, noSockets, brokenDigits, ownMachine],
})
