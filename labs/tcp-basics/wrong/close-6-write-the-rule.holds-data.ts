/**
 * Wrong: holds what this close does not have.
 * Must get: met no segment
 */
export function writeRule(): string {
  return 'hold every data segment until released'
}
