/**
 * Wrong: has a typing error in it.
 * Must get: did you mean released
 */
export function writeRule(): string {
  return 'hold every FIN until relaesed'
}
