import type { LabCommand } from '@socket-labs/lab/command'
import { requestOf, wireUsage } from './wire-words.ts'

/** Any program between two kernels, every packet seen. */
const wire: LabCommand = {
  name: 'wire',
  about: 'any program on a wire of our own, every packet seen',
  usage: wireUsage,
  run: async (args) => {
    const { request, ...how } = requestOf(args)
    // What it needs is loaded only now: a wrong word is told at once.
    const { runOnWire } = await import('./run-on-wire.ts')
    return runOnWire(request, how)
  },
}

export default wire
