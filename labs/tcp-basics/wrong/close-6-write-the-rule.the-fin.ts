/**
 * Wrong: says "the" without a number.
 * Must get: expected which one after "the"
 */
export function writeRule(): string {
  return 'hold the FIN until released'
}
