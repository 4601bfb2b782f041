/**
 * Wrong: writes English that is no rule.
 * Must get: The wire does not understand this rule
 */
export function writeRule(): string {
  return 'keep both FINs back until released'
}
