/**
 * Wrong: drops one FIN, and does not reckon with the next.
 * Must get: The FIN was sent again
 */
export function writeRule(): string {
  return 'drop the 1st FIN'
}
