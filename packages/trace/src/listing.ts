import type { Truth } from './record.ts'

/** One lab as `pnpm lab --json` and `GET labs` tell it. */
export interface LabListing {
  id: string
  title: string
  /** The lab's question, one line. */
  question: string
  /** False: planned, nothing to run yet. */
  built: boolean
  scenarios: ScenarioListing[]
  /** Facts of the curriculum in this lab, and how many of them some scenario shows. */
  facts: { total: number; shown: number }
}

export interface ScenarioListing {
  id: string
  question: string
  facts: FactListing[]
  /** Capabilities it needs; those this machine lacks stand in `missing`. */
  needs: string[]
  missing: { capability: string; why: string; enable: string }[]
  /** True: runs until it is stopped (a server that waits for you). */
  openEnded: boolean
}

/** Something that this machine can do or cannot, as `pnpm lab --capabilities` and `GET capabilities` tell it. */
export interface CapabilityListing {
  id: string
  available: boolean
  /** Why not, and what would enable it; absent when available. */
  why?: string
  enable?: string
}

export interface FactListing {
  id: string
  text: string
  /** Truths the curriculum asks for, and those that this scenario shows. */
  truths: Truth[]
  shows: Truth[]
  /** True: it corrects a common belief (⚠). */
  corrects: boolean
}

/** One saved or running run, as `GET runs` tells it. */
export interface RunListing {
  run: string
  lab: string
  scenario: string
  question: string
  /** ISO 8601. */
  startedAt: string
  /** `broken`: its writer went away before the closing record. */
  state: 'running' | 'ended' | 'broken'
  outcome?: string
  records: number
  sizeBytes: number
  facts: { id: string; truth: Truth; held: boolean }[]
}
