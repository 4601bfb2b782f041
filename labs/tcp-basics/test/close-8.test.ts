import path from 'node:path'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import lab from '../lab.ts'
import close8 from '../src/close-8-close-wait-leak.ts'

const tcp = new LabUnderTest({ ...lab, scenarios: [close8] }, path.join(import.meta.dirname, '..'))

tcp.judged({
  scenario: 'close-8',
  title: 'close-8: a server that never closes keeps its clients in CLOSE_WAIT, until it is mended',
  lies: {
    'a mended server that leaks': (record) =>
      record.look === 'mended, its clients have left' ? { ...record, count: 1 } : record,
    'a leak that heals by itself': (record) =>
      record.look === 'leaky, later' ? { ...record, count: 0 } : record,
    'a list that was never read again': (record) =>
      record.look === 'leaky, later' ? undefined : record,
    'a client that was not heard to leave': (record) =>
      record.kind === 'socket.end' && record.at === 'server' && record.conn === 'c1'
        ? undefined
        : record,
  },
})
