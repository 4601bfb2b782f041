/**
 * Wrong: holds the ACKs, and lets the FINs pass.
 * Must get: It is the FIN that must not arrive
 */
export function writeRule(): string {
  return 'hold every ACK until released'
}
