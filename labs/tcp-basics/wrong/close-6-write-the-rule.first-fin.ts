/**
 * Wrong: holds one FIN; it is sent again, and then not held.
 * Must get: The FIN was sent again
 */
export function writeRule(): string {
  return 'hold the 1st FIN until released'
}
