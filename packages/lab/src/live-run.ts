/** For a lab's command that runs something and shows it live: the page, the records, and when to stop. */

export { MissingCapabilityError } from './capabilities.ts'
export { printRecord } from './cli/lab/print-record.ts'
export { findLabs } from './find-labs.ts'
export { type LivePage, showPage } from './page/show-page.ts'
export { untilStopped } from './page/until-stopped.ts'
export { bytesOf } from './runner/record-bytes.ts'
export { startRun } from './runner/start-run.ts'
export { savePackets } from './wire/save-packets.ts'
