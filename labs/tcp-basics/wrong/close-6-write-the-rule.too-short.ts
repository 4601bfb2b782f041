/**
 * Wrong: holds the FINs for a time that is over before the server closes.
 * Must get: was over before the server closed
 */
export function writeRule(): string {
  return 'hold every FIN for 50 ms'
}
