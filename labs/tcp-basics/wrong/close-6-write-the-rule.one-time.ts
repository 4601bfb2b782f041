/**
 * Wrong: holds for a time that fits one close and no other.
 * Must get: another time fits
 */
export function writeRule(): string {
  return 'hold every FIN from client for 300 ms'
}
