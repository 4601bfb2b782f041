/**
 * Wrong: holds the ACKs of the FINs too.
 * Must get: stay in CLOSING
 */
export function writeRule(): string {
  return 'hold every segment until released'
}
