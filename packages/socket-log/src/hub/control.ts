import type { CapabilityListing, LabListing } from '@socket-labs/trace'

export interface StartRequest {
  lab: string
  scenario: string
  seed?: number
}

/**
 * What the hub cannot do itself, because it knows no lab. An error with a string `code` is told to
 * the client as it stands, with its `status` if that is 4xx, else with 400; one without a code is a 500.
 */
export interface HubControl {
  listLabs(): Promise<LabListing[]>
  /** Tries out what this machine can do; asked only when somebody wants to know. */
  listCapabilities(): Promise<CapabilityListing[]>
  /** Resolves when the run's folder is there. */
  start(request: StartRequest): Promise<{ run: string }>
  stop(run: string): Promise<void>
}
